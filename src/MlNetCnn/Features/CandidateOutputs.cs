using System.Numerics.Tensors;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Features;

/// <summary>The outputs of a network for the same images under several preprocessings.</summary>
/// <param name="rows">The images that could be used, as indices into the list of paths.</param>
/// <param name="features">For each candidate, the features of each of those images.</param>
/// <param name="scores">For each candidate, the output of the network's own classifier for each image; empty if it has none.</param>
internal sealed class CandidateOutputs(IReadOnlyList<int> rows, IReadOnlyList<float[][]> features, IReadOnlyList<float[][]> scores)
{
    /// <summary>The images that could be used, as indices into the list of paths.</summary>
    public IReadOnlyList<int> Rows { get; } = rows;

    /// <summary>For each candidate, the features of each of those images.</summary>
    public IReadOnlyList<float[][]> Features { get; } = features;

    /// <summary>For each candidate, the output of the network's own classifier for each image; empty if it has none.</summary>
    public IReadOnlyList<float[][]> Scores { get; } = scores;

    /// <summary>Decodes each image once and runs it once with each candidate.</summary>
    /// <param name="extract">The network without preprocessing.</param>
    /// <param name="name">The name of the network in messages.</param>
    /// <param name="paths">The images.</param>
    /// <param name="candidates">The preprocessings.</param>
    /// <param name="options">How images are read.</param>
    /// <param name="progress">Reported to after each image, or null.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public static CandidateOutputs Run(
        FeatureGraphBuilder extract,
        string name,
        IReadOnlyList<string> paths,
        IReadOnlyList<Preprocessing> candidates,
        FeatureExtractorOptions options,
        IProgress<TrainingProgress>? progress,
        CancellationToken cancellationToken)
    {
        string[] outputs = extract.HasScores ? [GraphEditor.Features, extract.Graph.Proto.Output[0].Name] : [GraphEditor.Features];
        var results = new float[paths.Count][][][];
        var done = 0;
        using var session = GraphRunner.Open(extract.Graph, name, optimize: true);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = MachineResources.Threads(options.Threads), CancellationToken = cancellationToken };
        progress?.Report(new TrainingProgress("preprocessing", 0, paths.Count, "images"));
        Parallel.For(
            0, paths.Count, parallel,
            () => new ImageDecoder(new ImageInput(extract.Width, extract.Height, options.Resize, options.ResizeFactor), options.Decoder),
            (i, _, decoder) =>
            {
                var pixels = new float[decoder.PixelValueCount];
                if (decoder.Decode(paths[i], pixels) is null)
                {
                    results[i] = [.. candidates.Select(candidate => RunOne(Prepare(pixels, candidate)))];
                }

                progress?.Report(new TrainingProgress("preprocessing", Interlocked.Increment(ref done), paths.Count, "images"));
                return decoder;
            },
            decoder => decoder.Dispose());

        int[] rows = [.. Enumerable.Range(0, paths.Count).Where(i => results[i] is not null)];
        return new CandidateOutputs(
            rows,
            [.. candidates.Select((_, c) => rows.Select(row => results[row][c][0]).ToArray())],
            extract.HasScores ? [.. candidates.Select((_, c) => rows.Select(row => results[row][c][1]).ToArray())] : []);

        float[][] RunOne(float[] pixels)
        {
            var feed = new Dictionary<string, (float[] Values, long[] Shape)>
            {
                [GraphEditor.Image] = (pixels, [1, 3, extract.Height, extract.Width]),
            };
            return [.. GraphRunner.Run(session, feed, outputs, name).Select(Floats)];
        }
    }

    /// <summary>Applies a preprocessing to pixels, like the graph would: NCHW, red, green, blue, input 0..255.</summary>
    internal static float[] Prepare(float[] pixels, Preprocessing preprocessing)
    {
        var prepared = new float[pixels.Length];
        var plane = pixels.Length / 3;
        for (var channel = 0; channel < 3; channel++)
        {
            var target = preprocessing.ChannelOrder == ChannelOrder.Bgr ? 2 - channel : channel;
            var destination = prepared.AsSpan(target * plane, plane);
            TensorPrimitives.Subtract(pixels.AsSpan(channel * plane, plane), preprocessing.Mean[channel], destination);
            TensorPrimitives.Multiply(destination, 1 / preprocessing.Std[channel], destination);
        }

        return prepared;
    }

    // Outputs that are not numeric, or contain only class indices, do not show how certain the network is.
    private static float[] Floats(TensorProto? tensor) =>
        tensor?.Kind() is TensorProto.Types.DataType.Float or TensorProto.Types.DataType.Double ? tensor.ToFloats() : [];
}
