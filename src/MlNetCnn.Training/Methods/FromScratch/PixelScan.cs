using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Training;

/// <summary>
/// Reads every image of a set once, as the network will see it: finds invalid files, images that a plain ML.NET application reads differently, and
/// the mean and standard deviation of the channels.
/// </summary>
/// <remarks>It runs a graph that computes two moments of each channel, so it reads images exactly as they are read for feature extraction.</remarks>
internal static class PixelScan
{
    private const int Channels = 3;

    /// <summary>Reads the images of a split.</summary>
    /// <param name="split">The images.</param>
    /// <param name="options">The options for reading images.</param>
    /// <param name="progress">Receives progress after each batch, or null.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>A row for each image: the means of red, green and blue, then the means of their squares.</returns>
    /// <exception cref="MlNetCnnException">There are fewer than two classes, or too many images are invalid.</exception>
    public static async Task<LabeledFeatures> ReadAsync(
        DatasetSplits split, CnnTrainingOptions options, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var input = options.Input(options.InputSize, options.InputSize);
        using var extractor = new FeatureExtractor(ImageBatchRunner.Open(
            Moments(options), "the pixel scan", GraphEditor.Features, input, options.Decoder, options.Threads));
        return await LabeledFeatures.ExtractAsync(extractor, 0, split, options.MaxRejectedFraction, progress, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns the mean and standard deviation of red, green and blue over all pixels of the training images, after the standardization of
    /// each image by itself.</summary>
    /// <param name="survey">The rows returned by <see cref="ReadAsync"/>.</param>
    public static ChannelStatistics Statistics(LabeledFeatures survey)
    {
        var sums = new double[2 * Channels];
        foreach (var row in survey.Train.Rows)
        {
            var moments = survey.Table.Row(row);
            for (var i = 0; i < sums.Length; i++)
            {
                sums[i] += moments[i] / survey.Train.Count;
            }
        }

        var mean = sums[..Channels];
        var std = sums[Channels..].Zip(mean, (square, m) => Math.Sqrt(Math.Max(0, square - (m * m))));
        return new ChannelStatistics([.. mean.Select(m => (float)m)], [.. std.Select(s => (float)s)]);
    }

    private static OnnxGraph Moments(CnnTrainingOptions options)
    {
        long side = options.InputSize;
        var graph = new OnnxGraph(new ModelProto { IrVersion = 8, Graph = new GraphProto { Name = "moments" } });
        graph.SetOpset(17);
        graph.SetInputs(GraphInputs.Create(GraphEditor.Image, DataType.Float, [GraphEditor.BatchSymbol, (long)Channels, side, side]));
        graph.AddNode("ReduceMean", [GraphEditor.Image], "means", Reduction());
        graph.AddNode("Mul", [GraphEditor.Image, GraphEditor.Image], "squares");
        graph.AddNode("ReduceMean", ["squares"], "squares.means", Reduction());
        graph.AddNode("Concat", ["means", "squares.means"], GraphEditor.Features, NodeAttributes.Of("axis", 1));
        graph.AddOutput(GraphEditor.Features, DataType.Float, GraphEditor.BatchSymbol, 2L * Channels);
        StandardizationGraph.Attach(graph, options.PixelChange with { FeaturewiseCenter = false, FeaturewiseStd = false }, null);
        return graph;

        static AttributeProto[] Reduction() => [NodeAttributes.Of("axes", [2, 3]), NodeAttributes.Of("keepdims", 0)];
    }
}
