using System.Diagnostics;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.OnnxRuntime;
using StockRunner;

namespace MlNetCnn.Benchmarks;

/// <summary>One measurement in a separate process, so that peak memory is that of this work alone.</summary>
internal static class Child
{
    public static async Task<int> RunAsync(string[] args)
    {
        var measured = args[0] switch
        {
            "stock" => Stock(args[1], Paths(args[2], args[3])),
            "ours" => await Ours(args[1], Paths(args[2], args[3])),
            "bare" => Bare(args[1], Number(args[2])),
            "raw" => Raw(args[1], Number(args[2])),
            "train" => await Train(args[1], args[2], Paths(args[3], args[4]), cache: null),
            "cached" => await Train(args[1], args[2], Paths(args[3], args[4]), cache: args[5]),
            "pass" => await Operations(Enum.Parse<DataCaching>(args[1]), Paths(args[2], args[3])),
            "products" => MatrixProducts.Run(TrainingChild.Precision(args[1]) ?? TorchSharp.torch.ScalarType.Float32),
            "forward" => await TrainingChild.Forward(args[1], args[2], args[3], Paths(args[4], args[5])),
            "steps" => await TrainingChild.Steps(args[1], args[2], args[3], Paths(args[4], args[5])),
            "stage" => await TrainingChild.LastStage(args[1], args[2], args[3], Paths(args[4], args[5]), Number(args[6])),
            "scratch" => await TrainingChild.Scratch(
                args[1], args[2], Number(args[3]), Number(args[4]), Paths(args[5], args[6]), Number(args[7])),
            _ => throw new ArgumentException($"unknown measurement '{args[0]}'"),
        };
        Console.WriteLine(measured);
        return 0;
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Returns the first <paramref name="count"/> images of a folder, repeated if there are fewer.</summary>
    private static string[] Paths(string folder, string count)
    {
        string[] files = [.. Directory.GetFiles(folder, "*.jpg", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        return [.. Enumerable.Range(0, int.Parse(count, CultureInfo.InvariantCulture)).Select(i => files[i % files.Length])];
    }

    private static Measured Stock(string model, string[] paths)
    {
        var ml = new MLContext();
        var chain = ml.Model.Load(model, out _);
        Read(paths[..Math.Min(8, paths.Length)]);
        var clock = Stopwatch.StartNew();
        var labels = Read(paths);
        return new Measured(clock.Elapsed.TotalSeconds, PeakMemory.Read(), 0, labels);

        string[] Read(string[] some) =>
            [.. chain.Transform(ml.Data.LoadFromEnumerable(some.Select(path => new Row { ImagePath = path }))).GetColumn<string>("PredictedLabel")];
    }

    private static async Task<Measured> Ours(string model, string[] paths)
    {
        using var classifier = ImageClassifier.Load(model);
        await Read(paths[..Math.Min(64, paths.Length)]);
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var clock = Stopwatch.StartNew();
        var labels = await Read(paths);
        var seconds = clock.Elapsed.TotalSeconds;
        var perImage = (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)paths.Length;
        return new Measured(seconds, PeakMemory.Read(), perImage, paths.Length <= 2000 ? labels : []);

        async Task<string[]> Read(string[] some)
        {
            var labels = new string[some.Length];
            var next = 0;
            await foreach (var prediction in classifier.PredictAsync(some))
            {
                labels[next++] = prediction.Label;
            }

            return labels;
        }
    }

    /// <summary>The lower bound of the cost of scoring: ONNX Runtime alone, one thread per core, on tensors that already exist.</summary>
    private static Measured Bare(string onnx, int batches)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1 };
        using var session = new InferenceSession(onnx, options);
        var shape = session.InputMetadata[session.InputNames[0]].Dimensions;
        long[] dimensions = [1, 3, shape[2], shape[3]];
        var length = (int)(dimensions[0] * dimensions[1] * dimensions[2] * dimensions[3]);
        return Threads(batches, () =>
        {
            var pixels = Pixels(length);
            var input = OrtValue.CreateTensorValueFromMemory(pixels, dimensions);
            var run = new RunOptions();
            return () =>
            {
                using var outputs = session.Run(run, session.InputNames, [input], ["Score"]);
            };
        });
    }

    /// <summary>The same tensors through the library.</summary>
    private static Measured Raw(string onnx, int batches)
    {
        using var classifier = ImageClassifier.Load(onnx);
        var length = 3 * classifier.Card.InputWidth * classifier.Card.InputHeight;
        return Threads(batches, () =>
        {
            var pixels = Pixels(length);
            var scores = new float[classifier.ClassNames.Count];
            return () => classifier.ScorePixels(pixels, scores);
        });
    }

    private static Measured Threads(int batches, Func<Action> worker)
    {
        var workers = Enumerable.Range(0, Environment.ProcessorCount).Select(_ => worker()).ToArray();
        Parallel.ForEach(workers, work => work());
        var left = batches;
        var clock = Stopwatch.StartNew();
        var threads = workers.Select(work => new Thread(() =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                work();
            }
        })).ToArray();
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        return new Measured(clock.Elapsed.TotalSeconds, PeakMemory.Read(), 0, []);
    }

    private static float[] Pixels(int length)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, length).Select(_ => (float)random.Next(256))];
    }

    /// <summary>Training on features, with alternating classes, because only time and memory matter here.</summary>
    private static async Task<Measured> Train(string onnx, string preprocessing, string[] paths, string? cache)
    {
        var backbone = Backbone.FromFile(onnx, Preprocessing.Parse(preprocessing));
        using var extractor = new FeatureExtractor(backbone, new FeatureExtractorOptions { Cache = cache is null ? null : new FeatureCache(cache) });
        var clock = Stopwatch.StartNew();
        var table = await extractor.ExtractAsync(paths);
        var seconds = clock.Elapsed.TotalSeconds;
        var rows = new LabeledRows([.. Enumerable.Range(0, table.Count)], [.. Enumerable.Range(0, table.Count).Select(i => i % 2)]);
        if (cache is null)
        {
            ClassifierHeads.Linear.Fit(new HeadTrainingData(table, rows, 2) { Threads = Environment.ProcessorCount }, null, CancellationToken.None);
        }

        return new Measured(seconds, PeakMemory.Read(), table.Length * sizeof(float), []);
    }

    private static async Task<Measured> Operations(DataCaching loading, string[] paths)
    {
        using var loader = new ImageBatchLoader(paths, new ImageBatchLoaderOptions { DataCaching = loading });
        await Pass();
        var clock = Stopwatch.StartNew();
        await Pass();
        return new Measured(clock.Elapsed.TotalSeconds, PeakMemory.Read(), 0, []);

        async Task Pass()
        {
            await foreach (var batch in loader.ReadAsync())
            {
                _ = batch.Count;
            }
        }
    }

    private sealed class Row
    {
        public string ImagePath { get; set; } = "";
    }
}
