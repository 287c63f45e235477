using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Training.Layers;

/// <summary>The layers that a builder and its branches have added so far, without values, which are sampled when the graph is written.</summary>
internal sealed class LayerGraph
{
    private readonly List<LayerPlan> _layers = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly HashSet<string> _names = new(StringComparer.Ordinal)
    {
        GraphEditor.Image, GraphEditor.Features, GraphEditor.Logits, GraphEditor.Score,
    };

    private readonly Dictionary<string, long[]> _shapes = new(StringComparer.Ordinal);

    /// <summary>The operator set version in which the graph is written.</summary>
    public const long Opset = 17;

    /// <summary>The version of the file format that corresponds to it.</summary>
    public const long FormatVersion = 8;

    /// <summary>The layers, in execution order.</summary>
    public IReadOnlyList<LayerPlan> Layers => _layers;

    /// <summary>The known shapes of tensors for one image.</summary>
    public IReadOnlyDictionary<string, long[]> Shapes => _shapes;

    /// <summary>Starts a layer.</summary>
    /// <param name="kind">The kind of the layer, for display.</param>
    /// <param name="stem">The beginning of its name; a number follows.</param>
    /// <param name="canEnd">Whether the layer may be the last one.</param>
    public LayerPlan Begin(string kind, string stem, bool canEnd = false)
    {
        string name;
        do
        {
            var count = _counts[stem] = _counts.GetValueOrDefault(stem) + 1;
            name = $"{stem}{count}";
        }
        while (!_names.Add(name));

        var layer = new LayerPlan(name, kind) { CanEnd = canEnd };
        _layers.Add(layer);
        return layer;
    }

    /// <summary>Adds a node.</summary>
    /// <param name="layer">The layer that it belongs to.</param>
    /// <param name="operation">The operator.</param>
    /// <param name="inputs">The tensors that it reads.</param>
    /// <param name="part">The role of the node within its layer; null for the node that computes the layer's result.</param>
    /// <param name="shape">The output shape for one image, or null if it is not needed.</param>
    /// <param name="attributes">Its attributes.</param>
    /// <returns>The name of the output.</returns>
    public string Append(
        LayerPlan layer, string operation, IEnumerable<string> inputs, string? part, long[]? shape, params IEnumerable<AttributeProto> attributes)
    {
        var output = part is null ? layer.Name : Unused($"{layer.Name}.{part}");
        layer.Nodes.Add(new NodeProto { OpType = operation, Name = output, Input = { inputs }, Output = { output }, Attribute = { attributes } });
        if (shape is not null)
        {
            _shapes[output] = shape;
        }

        return output;
    }

    /// <summary>Adds a weight.</summary>
    /// <param name="layer">The layer that it belongs to.</param>
    /// <param name="part">The role of the weight, for example <c>weight</c>.</param>
    /// <param name="dims">Its shape.</param>
    /// <param name="fill">Its initial values.</param>
    /// <param name="isTrained">Whether training changes it.</param>
    public WeightPlan AddWeight(LayerPlan layer, string part, IReadOnlyList<long> dims, WeightFill fill, bool isTrained = true)
    {
        var weight = new WeightPlan(Unused($"{layer.Name}.{part}"), dims, fill, isTrained);
        layer.Weights.Add(weight);
        return weight;
    }

    /// <summary>Adds a number that a node reads and training does not change.</summary>
    /// <param name="layer">The layer that it belongs to.</param>
    /// <param name="part">The role of the number, for example <c>ratio</c>.</param>
    /// <param name="value">The number.</param>
    /// <returns>Its name.</returns>
    public string AddNumber(LayerPlan layer, string part, double value) =>
        AddConstant(layer, TensorData.Create(Unused($"{layer.Name}.{part}"), [(float)value]));

    /// <summary>Adds numbers that a node reads and training does not change.</summary>
    /// <param name="layer">The layer that they belong to.</param>
    /// <param name="part">The role of the numbers, for example <c>scales</c>.</param>
    /// <param name="values">The numbers.</param>
    /// <returns>Their name.</returns>
    public string AddConstant(LayerPlan layer, string part, params ReadOnlySpan<float> values) =>
        AddConstant(layer, TensorData.Create(Unused($"{layer.Name}.{part}"), values, values.Length));

    /// <summary>Adds integers, for example a shape.</summary>
    /// <param name="layer">The layer that they belong to.</param>
    /// <param name="part">The role of the numbers, for example <c>shape</c>.</param>
    /// <param name="values">The numbers.</param>
    /// <returns>Their name.</returns>
    public string AddConstant(LayerPlan layer, string part, params ReadOnlySpan<long> values) =>
        AddConstant(layer, TensorData.Create(Unused($"{layer.Name}.{part}"), values, values.Length));

    /// <summary>Samples the initial values and writes the graph.</summary>
    /// <param name="image">The shape of the input image.</param>
    /// <param name="logits">The tensor that holds the logits.</param>
    /// <param name="classCount">The number of classes.</param>
    /// <param name="seed">The seed of the values.</param>
    public OnnxGraph ToGraph(LayerShape image, string logits, int classCount, long seed)
    {
        var graph = new OnnxGraph(new ModelProto
        {
            IrVersion = FormatVersion, ProducerName = "MlNetCnn", Graph = new GraphProto { Name = "network" },
        });
        graph.SetOpset(Opset);
        graph.SetInputs(GraphInputs.Create(
            GraphEditor.Image, DataType.Float, [GraphEditor.BatchSymbol, image.Channels, image.Height, image.Width]));
        graph.SetNodes(_layers.SelectMany(layer => layer.Nodes).Select(node => node.Clone()));
        graph.Edit(proto =>
        {
            foreach (var (index, weight) in _layers.SelectMany(layer => layer.Weights.Select(w => WithLastFill(layer, w, logits))).Index())
            {
                proto.Initializer.Add(WeightInitializer.Create(weight, seed, index));
            }

            proto.Initializer.AddRange(_layers.SelectMany(layer => layer.Constants));
        });
        graph.AddOutput(logits, DataType.Float, GraphEditor.BatchSymbol, classCount);
        graph.RenameTensor(logits, GraphEditor.Logits);
        return graph;
    }

    // He's variance assumes that a ReLU after the layer halves it; no ReLU follows the last layer.
    private static WeightPlan WithLastFill(LayerPlan layer, WeightPlan weight, string logits) =>
        layer.Name == logits && weight is { Fill.Kind: WeightFillKind.Normal }
            ? weight with { Fill = weight.Fill with { Number = weight.Fill.Number / Math.Sqrt(2) } }
            : weight;

    private static string AddConstant(LayerPlan layer, TensorProto constant)
    {
        layer.Constants.Add(constant);
        return constant.Name;
    }

    private string Unused(string requested)
    {
        var name = requested;
        for (var i = 1; !_names.Add(name); i++)
        {
            name = $"{requested}_{i}";
        }

        return name;
    }
}
