namespace MlNetCnn.Training;

/// <summary>
/// A network in figures: what each layer gives, how many numbers training changes in it, how much it computes and how much of the picture it
/// sees. A network that is built from layers needs no weights for it.
/// </summary>
public sealed record NetworkSummary
{
    internal NetworkSummary(SummaryGraph graph)
    {
        Input = graph.Input;
        var layers = graph.Layers.Select(layer => Describe(graph, layer)).ToList();
        Parameters = layers.Sum(layer => layer.Parameters);
        MultiplyAdds = layers.Sum(layer => layer.MultiplyAdds);
        Layers =
        [
            .. layers.Select(layer => layer with
            {
                ParameterFraction = Fraction(layer.Parameters, Parameters), MultiplyAddFraction = Fraction(layer.MultiplyAdds, MultiplyAdds),
            }),
        ];
    }

    /// <summary>The shape of the picture: [channels, height, width].</summary>
    public IReadOnlyList<long> Input { get; }

    /// <summary>The layers, in the order in which they run.</summary>
    public IReadOnlyList<LayerSummary> Layers { get; }

    /// <summary>How many numbers training changes; running statistics of normalisation are none of them.</summary>
    public long Parameters { get; }

    /// <summary>How many times convolutions and products of matrices multiply and add for one picture.</summary>
    public long MultiplyAdds { get; }

    /// <summary>The largest part of the picture that one number of a map depends on, before the map is pooled or flattened as a whole: height
    /// and width in pixels.</summary>
    public Size2D ReceptiveField => Layers.Select(layer => layer.ReceptiveField).OfType<Size2D>()
        .Aggregate(new Size2D(1, 1), (max, seen) => new Size2D(Math.Max(max.Height, seen.Height), Math.Max(max.Width, seen.Width)));

    /// <summary>The figures of a network that was built from layers.</summary>
    /// <param name="net">The builder; not changed.</param>
    public static NetworkSummary Of(CnnBuilder net)
    {
        ArgumentNullException.ThrowIfNull(net);
        return new NetworkSummary(SummaryGraph.Of(net));
    }

    /// <summary>The figures of a pretrained network, without its own classifier.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="classCount">How many classes a new classifier behind it has; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="classCount"/> is below 2.</exception>
    public static NetworkSummary Of(Backbone backbone, int? classCount = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        if (classCount is not { } count)
        {
            return new NetworkSummary(SummaryGraph.Of(backbone.FeatureGraph.Clone(), backbone.Name));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(count, 2, nameof(classCount));
        var classifier = GraphEditor.WithLinearHead(backbone.FeatureGraph, new float[count * backbone.FeatureCount], new float[count]);
        classifier.RemoveOutputs(GraphEditor.Score);
        classifier.Prune();
        return new NetworkSummary(SummaryGraph.Of(classifier, backbone.Name));
    }

    /// <summary>The figures of a network in a file, its classifier included.</summary>
    /// <remarks>Synchronous because analyzing the network is CPU work; call it inside <see cref="Task.Run(Action)"/> to keep a thread free.</remarks>
    /// <param name="path">The <c>.onnx</c> file.</param>
    /// <param name="inputSize">Height and width in pixels for a network that takes any size; null for 224, and for networks that fix it.</param>
    /// <exception cref="MlNetCnnException">The file is no ONNX network or does not run: the code says why.</exception>
    public static NetworkSummary OfFile(string path, int? inputSize = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return OfGraph(OnnxGraph.Load(path), path, inputSize);
    }

    /// <summary>The figures of the network that <see cref="Backbone.Default"/> is made from, its own classifier included.</summary>
    /// <param name="inputSize">As in <see cref="OfFile"/>.</param>
    /// <exception cref="MlNetCnnException"><c>BACKBONE_PACKAGE_MISSING</c>; or the network does not run at that size.</exception>
    public static NetworkSummary OfDefaultBackbone(int? inputSize = null) =>
        OfGraph(Backbone.ReadDefaultNetwork(), Backbone.DefaultName, inputSize);

    /// <summary>The figures of a network as it was read.</summary>
    /// <param name="graph">The network; used up.</param>
    /// <param name="name">How it is called in messages.</param>
    /// <param name="inputSize">As in <see cref="OfFile"/>.</param>
    internal static NetworkSummary OfGraph(OnnxGraph graph, string name, int? inputSize)
    {
        FeatureGraphBuilder.Normalize(graph, name);
        graph.RemoveIdentities();
        PadFolding.Fold(graph);
        var port = ImageInputSpec.Find(graph, inputSize);
        BatchAxis.Free(graph, port.Name, port.Batch ?? 1);
        InputNormalization.Attach(graph, port, Preprocessing.None.Mean, Preprocessing.None.Std, blueFirst: false);
        return new NetworkSummary(SummaryGraph.Of(graph, name));
    }

    private static LayerSummary Describe(SummaryGraph graph, SummaryLayer layer)
    {
        // What shows of a layer of several nodes is the one with the most weights.
        var main = layer.Nodes.MaxBy(graph.WeightCount)!;
        var last = layer.Nodes[^1];
        return new LayerSummary(
            layer.Name, layer.Kind, NodeFigures.Filter(graph, main), NodeFigures.Stride(main), graph.ShapeOf(last.Output[0]) ?? [],
            graph.ParametersOf(layer), layer.Nodes.Sum(node => NodeFigures.MultiplyAdds(graph, node)), 0, 0, graph.FieldOf(last.Output[0]));
    }

    private static double Fraction(long part, long whole) => whole == 0 ? 0 : part / (double)whole;
}
