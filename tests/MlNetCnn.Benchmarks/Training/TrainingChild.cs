using System.Diagnostics;
using System.Globalization;
using MlNetCnn.Training;
using StockRunner;
using static TorchSharp.torch;

namespace MlNetCnn.Benchmarks;

/// <summary>
/// Measures training. The names of the baselines: <c>plain</c>, <c>fp32</c> and <c>bf16</c>; with the suffix <c>-bn</c>, batch normalization is in
/// separate layers and is trained with the statistics of each batch.
/// </summary>
internal static class TrainingChild
{
    private const int BatchSize = 16;
    private const double LearningRate = 1e-4;

    /// <summary>Measures the seconds of computing the logits of images; there are no losses.</summary>
    public static async Task<Measured> Forward(string rival, string onnx, string preprocessing, string[] paths)
    {
        var backbone = Backbone.FromFile(onnx, Preprocessing.Parse(preprocessing));
        var batches = await Batches(backbone, paths);
        using var network = Make(rival, backbone, lastStage: false);
        return Run(batches, 1, network is EngineLoop, (pixels, _) =>
        {
            network.Forward(pixels);
            return 0;
        });
    }

    /// <summary>Measures the seconds of training all layers for one epoch, and the losses.</summary>
    public static async Task<Measured> Steps(string rival, string onnx, string preprocessing, string[] paths)
    {
        var backbone = Backbone.FromFile(onnx, Preprocessing.Parse(preprocessing));
        var batches = await Batches(backbone, paths);
        using var network = Make(rival, backbone, lastStage: false);
        return Run(batches, 1, network is EngineLoop, network.Step);
    }

    /// <summary>
    /// Measures the seconds of training the last stage: the baseline from pixels, ours from the outputs of the frozen layers. Computing these
    /// once, including reading the files, counts towards our time.
    /// </summary>
    public static async Task<Measured> LastStage(string rival, string onnx, string preprocessing, string[] paths, int epochs)
    {
        var backbone = Backbone.FromFile(onnx, Preprocessing.Parse(preprocessing));
        using var network = Make(rival, backbone, lastStage: true);
        if (network is not EngineLoop engine)
        {
            return Run(await Batches(backbone, paths), epochs, ours: false, network.Step);
        }

        var precision = Precision(rival);
        using var memory = AllocatorScope.Start();
        using var prefix = new FrozenBackbone(engine.Graph, engine.Layout, engine.Cut, backbone, new FineTuningOptions());
        var clock = Stopwatch.StartNew();
        using var store = new ActivationCache(paths.Length, prefix.Length, precision ?? ScalarType.Float32, inMemory: true, "");
        using (var loader = new ImageBatchLoader(paths, Loading(backbone)))
        {
            prefix.Run(loader, 1, (image, values) => store.Write(image, values), _ => { }, CancellationToken.None);
        }

        var losses = new List<float>();
        for (var epoch = 0; epoch < epochs; epoch++)
        {
            foreach (var rows in Enumerable.Range(0, paths.Length).Chunk(BatchSize))
            {
                using var scope = NewDisposeScope();
                var values = store.Read(rows);
                losses.Add(engine.Step(
                    new Dictionary<string, Tensor> { [prefix.Tensors[0]] = values.reshape([rows.Length, .. prefix.Shapes[0]]) },
                    Labels(rows)));
            }
        }

        return Report(clock, losses);
    }

    /// <summary>Measures the seconds of training a named network from random weights, and the losses.</summary>
    public static async Task<Measured> Scratch(string rival, string name, int size, int batchSize, string[] paths, int epochs)
    {
        var batches = await Batches(new ImageBatchLoaderOptions { Width = size, Height = size, BatchSize = batchSize, DataCaching = DataCaching.Disk }, paths);
        using var network = new ScratchLoops(rival, name, size);
        return Run(batches, epochs, rival != "plain", network.Step);
    }

    /// <summary>Returns the type in which a baseline computes; null for float32.</summary>
    /// <param name="rival">The name of the baseline.</param>
    public static ScalarType? Precision(string rival) => rival.StartsWith("bf16", StringComparison.Ordinal) ? ScalarType.BFloat16 : null;

    private static TrainedNetwork Make(string rival, Backbone backbone, bool lastStage)
    {
        // For the baseline too: TorchSharp alone does not load everywhere.
        TorchRuntime.EnsureLoaded();
        set_num_threads(Environment.ProcessorCount);
        var batchNorm = rival.EndsWith("-bn", StringComparison.Ordinal);
        return rival.StartsWith("plain", StringComparison.Ordinal)
            ? new PlainLoop(backbone, batchNorm, LearningRate, lastStage)
            : new EngineLoop(backbone, batchNorm, Precision(rival), LearningRate, lastStage);
    }

    private static ImageBatchLoaderOptions Loading(Backbone backbone) => new()
    {
        Width = backbone.InputWidth,
        Height = backbone.InputHeight,
        BatchSize = BatchSize,
        DataCaching = DataCaching.Disk,
    };

    private static Task<List<(float[] Pixels, long[] Shape, int[] Pictures)>> Batches(Backbone backbone, string[] paths) =>
        Batches(Loading(backbone), paths);

    private static async Task<List<(float[] Pixels, long[] Shape, int[] Pictures)>> Batches(ImageBatchLoaderOptions loading, string[] paths)
    {
        using var loader = new ImageBatchLoader(paths, loading);
        var batches = new List<(float[], long[], int[])>();
        await foreach (var batch in loader.ReadAsync())
        {
            batches.Add((batch.Pixels.ToArray(), [batch.Count, 3, loading.Height, loading.Width], [.. batch.Indices]));
        }

        return batches;
    }

    private static long[] Labels(int[] images) => [.. images.Select(i => (long)(i % TrainedNetwork.Classes))];

    /// <summary>Runs one batch to warm up, then measures.</summary>
    private static Measured Run(
        List<(float[] Pixels, long[] Shape, int[] Pictures)> batches, int epochs, bool ours, Func<Tensor, long[], float> step)
    {
        var losses = new List<float>();
        using var memory = ours ? AllocatorScope.Start() : null;
        Show(0);
        losses.Clear();
        var clock = Stopwatch.StartNew();
        for (var i = 0; i < epochs * batches.Count; i++)
        {
            Show(i % batches.Count);
        }

        return Report(clock, losses);

        void Show(int index)
        {
            var (pixels, shape, images) = batches[index];
            using var fed = tensor(pixels, shape);
            losses.Add(step(fed, Labels(images)));
        }
    }

    private static Measured Report(Stopwatch clock, List<float> losses) => new(
        clock.Elapsed.TotalSeconds, PeakMemory.Read(), 0, [.. losses.Select(l => l.ToString("0.0000", CultureInfo.InvariantCulture))]);
}
