using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training;

/// <summary>The layers and the shapes of tensors and weights from which a summary is computed, for builders and graphs alike.</summary>
internal sealed class SummaryGraph
{
    private readonly IReadOnlyDictionary<string, long[]> _shapes;
    private readonly IReadOnlyDictionary<string, long[]> _constants;
    private readonly Dictionary<SummaryLayer, long> _parameters = new(ReferenceEqualityComparer.Instance);
    private readonly ReceptiveFields _fields;

    private SummaryGraph(
        long[] input, IReadOnlyList<SummaryLayer> layers, IReadOnlyDictionary<string, long[]> shapes,
        IReadOnlyDictionary<string, long[]> constants, IEnumerable<string> weights)
    {
        (Input, Layers, _shapes, _constants) = (input[1..], layers, shapes, constants);
        CountParameters(weights.ToHashSet(StringComparer.Ordinal));
        _fields = new ReceptiveFields(layers.SelectMany(layer => layer.Nodes), TensorShape, constants);

        long[]? TensorShape(string tensor) => tensor == GraphEditor.Image ? input : shapes.GetValueOrDefault(tensor);
    }

    /// <summary>The shape of the image, without the batch axis.</summary>
    public IReadOnlyList<long> Input { get; }

    /// <summary>The layers, in execution order.</summary>
    public IReadOnlyList<SummaryLayer> Layers { get; }

    /// <summary>Reads the layers of a builder; no weights are created.</summary>
    /// <param name="net">The builder.</param>
    public static SummaryGraph Of(CnnBuilder net)
    {
        var plans = net.Layers.Layers.Where(layer => layer.Nodes.Count > 0).ToList();
        var weights = plans.SelectMany(plan => plan.Weights).ToList();
        var constants = weights.ToDictionary(weight => weight.Name, weight => weight.Dims.ToArray(), StringComparer.Ordinal);
        foreach (var constant in plans.SelectMany(plan => plan.Constants))
        {
            constants.Add(constant.Name, [.. constant.Dims]);
        }

        return new SummaryGraph(
            net.InputShape.ToDims(), [.. plans.Select(plan => new SummaryLayer(plan.Name, plan.Kind, plan.Nodes))], net.Layers.Shapes, constants,
            weights.Where(weight => weight.IsTrained).Select(weight => weight.Name));
    }

    /// <summary>Reads a graph, each node as a layer; shapes are determined by running it once on a black image.</summary>
    /// <param name="graph">A network with the image input of MlNetCnn, constants folded and nodes sorted.</param>
    /// <param name="name">The network's name in error messages.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NOT_RUNNABLE</c> or <c>MODEL_OPERATOR_UNSUPPORTED</c>.</exception>
    public static SummaryGraph Of(OnnxGraph graph, string name)
    {
        graph.Sort();
        var constants = graph.Proto.Initializer.ToDictionary(constant => constant.Name, constant => constant.Dims.ToArray(), StringComparer.Ordinal);
        var weights = WeightFinder.OfNetwork(graph);
        long[] input = [1, .. graph.Inputs[0].Shape()!.Skip(1).Select(size => size ?? 1)];
        var layers = graph.Proto.Node.Select(node => new SummaryLayer(
            node.Name.Length > 0 ? node.Name : node.Output[0], LayerKinds.Of(node, constants), [node])).ToList();
        var shapes = TensorShapes.Measure(graph, (int)input[2], (int)input[3], name).InOrder
            .ToDictionary(tensor => tensor.Name, tensor => tensor.Dims.ToArray(), StringComparer.Ordinal);
        return new SummaryGraph(input, layers, shapes, constants, weights);
    }

    /// <summary>Returns the shape of a tensor for one image, without the batch axis; null if it is not known.</summary>
    /// <param name="tensor">Its name.</param>
    public IReadOnlyList<long>? ShapeOf(string tensor) => _shapes.GetValueOrDefault(tensor) is { Length: > 0 } shape ? shape[1..] : null;

    /// <summary>Returns the shape of a constant; null if the name is that of a computed tensor.</summary>
    /// <param name="name">Its name.</param>
    public long[]? ConstantShape(string name) => _constants.GetValueOrDefault(name);

    /// <summary>Returns the receptive field of a tensor in pixels; null for the whole image.</summary>
    /// <param name="tensor">Its name.</param>
    public Size2D? FieldOf(string tensor) => _fields.Of(tensor);

    /// <summary>Returns the number of trainable parameters of a layer; parameters that layers share are counted in the first.</summary>
    /// <param name="layer">The layer.</param>
    public long ParametersOf(SummaryLayer layer) => _parameters[layer];

    /// <summary>Returns the number of values in the constants that a node reads.</summary>
    /// <param name="node">The node.</param>
    public long WeightCount(NodeProto node) => node.Input.Distinct().Sum(input => ConstantShape(input) is { } shape ? Product(shape) : 0);

    private void CountParameters(HashSet<string> weights)
    {
        foreach (var layer in Layers)
        {
            var own = layer.Nodes.SelectMany(node => node.Input).Where(weights.Contains).Distinct().ToList();
            _parameters.Add(layer, own.Sum(name => Product(_constants[name])));
            weights.ExceptWith(own);
        }
    }

    private static long Product(long[] dims) => dims.Aggregate(1L, (product, size) => product * size);
}

/// <summary>A layer of a summary.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">Its kind, for display.</param>
/// <param name="Nodes">The nodes that compute it, at least one, in execution order.</param>
internal sealed record SummaryLayer(string Name, string Kind, IReadOnlyList<NodeProto> Nodes);
