using MlNetCnn.OnnxFormat;

namespace MlNetCnn;

/// <summary>Finds the places where a network halves its maps, by running it once and looking at every tensor in between.</summary>
internal static class StageFinder
{
    /// <summary>Sizes rarely halve exactly: unpadded convolutions shave the borders off too.</summary>
    public const double MaxHalvings = 0.6;

    /// <summary>Finds the stages.</summary>
    /// <param name="graph">The network, constants folded; used up.</param>
    /// <param name="name">How the network is called in messages.</param>
    /// <param name="featureTensor">Where the features are, or null to look at the whole network.</param>
    /// <param name="inputSize">Height and width where the network leaves them open, or null for the usual size.</param>
    /// <exception cref="MlNetCnnException">The network takes no picture or does not run.</exception>
    public static IReadOnlyList<BackboneStage> Find(OnnxGraph graph, string name, string? featureTensor, int? inputSize)
    {
        if (featureTensor is not null && graph.Producer(featureTensor) is not null)
        {
            GraphEditor.CutAt(graph, featureTensor);
        }

        var port = ImageInputSpec.Find(graph, inputSize);
        BatchAxis.Free(graph, port.Name, port.Batch ?? 1);
        InputNormalization.Attach(graph, port, Preprocessing.None.Mean, Preprocessing.None.Std, blueFirst: false);
        graph.RemoveOutputs();
        var tensors = graph.Proto.Node.SelectMany(n => n.Output.Where(o => o.Length > 0)).ToList();
        graph.Proto.Output.AddRange(tensors.Select(t => new ValueInfoProto { Name = t }));
        graph.Changed();

        using var session = GraphRunner.Open(graph, name);
        var feed = new Dictionary<string, (float[] Values, long[] Shape)>
        {
            [GraphEditor.Image] = (new float[3 * port.Height * port.Width], [1, 3, port.Height, port.Width]),
        };
        return Halvings(GraphRunner.Shapes(session, feed, tensors, name).OfType<TensorProto>(), port.Height, port.Width);
    }

    /// <summary>Finds the stages among tensors.</summary>
    /// <param name="tensors">Names and shapes of the network's tensors for one picture, in the order in which they are made.</param>
    /// <param name="inputHeight">Height of the picture.</param>
    /// <param name="inputWidth">Width of the picture.</param>
    /// <param name="channelsFirstOnly">Whether maps with their channels on the last axis, as transformers of windows make them, are passed over.</param>
    public static IReadOnlyList<BackboneStage> Halvings(
        IEnumerable<TensorProto> tensors, int inputHeight, int inputWidth, bool channelsFirstOnly = false)
    {
        var stages = new List<BackboneStage>();
        double height = inputHeight, width = inputWidth;
        foreach (var tensor in tensors)
        {
            // A map of one pixel is no stage but an average, as squeeze-and-excitation takes it in the midst of every stage.
            if (Maps(tensor, inputHeight, inputWidth) is var (channels, h, w, channelsLast) && !(channelsLast && channelsFirstOnly)
                && h * w > 1 && h <= height * MaxHalvings && w <= width * MaxHalvings)
            {
                stages.Add(new BackboneStage(tensor.Name, (int)h, (int)w, (int)channels));
                (height, width) = (h, w);
            }
        }

        return stages;
    }

    /// <summary>Reads a tensor as maps: its channels are on the last axis where the other two are in proportion to the picture and those of
    /// the usual reading are not.</summary>
    private static (long Channels, long Height, long Width, bool ChannelsLast)? Maps(TensorProto tensor, int inputHeight, int inputWidth)
    {
        return tensor.Dims is not [1, var a, var b, var c] ? null
            : IsInProportion(a, b) && !IsInProportion(b, c) ? (c, a, b, true)
            : (a, b, c, false);

        // Unpadded convolutions shave a pixel or two off.
        bool IsInProportion(long height, long width) =>
            Math.Abs((height * inputWidth) - (width * inputHeight)) <= Math.Max(height * inputWidth, width * inputHeight) / 5;
    }
}
