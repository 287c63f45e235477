using MlNetCnn.Onnx.Format;
using TorchSharp.Modules;
using static TorchSharp.torch;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Training;

/// <summary>
/// An ONNX network that can be trained: libtorch computes the graph, and gradients flow to the weights, which keep their names in the file. Images
/// are fed as float32 [N, C, H, W]. Instances are not thread-safe.
/// </summary>
internal sealed class GraphModule : IDisposable
{
    private readonly GraphModuleOptions _options;
    private readonly List<GraphNode> _nodes = [];
    private readonly OrderedDictionary<string, Parameter> _parameters = new(StringComparer.Ordinal);
    private readonly OrderedDictionary<string, Tensor> _buffers = new(StringComparer.Ordinal);
    private readonly HashSet<string> _overwritable;
    private readonly Dictionary<string, RunPlan> _plans = new(StringComparer.Ordinal);

    /// <summary>Builds the network.</summary>
    /// <param name="graph">The graph; it is copied.</param>
    /// <param name="name">The network's name in error messages.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_OPERATOR_UNSUPPORTED</c>, <c>MODEL_TYPE_UNSUPPORTED</c> or
    /// <c>ENV_LIBTORCH</c>.</exception>
    public GraphModule(OnnxGraph graph, string name, GraphModuleOptions? options = null)
    {
        TorchRuntime.EnsureLoaded();
        _options = options ?? new GraphModuleOptions();
        Name = name;
        Graph = Prepare(graph.Clone(), name, _options);
        if (OperatorTable.Missing(Graph) is { Count: > 0 } missing)
        {
            throw OperatorTable.Unsupported(missing);
        }

        foreach (var node in Graph.Proto.Node)
        {
            var opset = OperatorTable.OpsetOf(Graph, node);
            var function = OperatorTable.Find(node, opset)!.Build(new NodeReader(node, opset));
            _nodes.Add(new GraphNode(OperatorTable.Describe(node, opset), [.. node.Input], [.. node.Output], function));
        }

        // The backward pass of these operators needs their inputs, not their outputs; the only reader of such an output may overwrite it.
        var readers = Graph.Proto.Node.SelectMany(n => n.Input).CountBy(name => name).ToDictionary(StringComparer.Ordinal);
        _overwritable = [.. Graph.Proto.Node.Where(MakesItsOwn).Select(n => n.Output[0]).Where(o => readers.GetValueOrDefault(o) == 1)];
        Inputs = [.. Graph.Inputs.Select(i => i.Name)];
        Outputs = [.. Graph.Proto.Output.Select(o => o.Name)];
        LoadConstants();
    }

    /// <summary>The network's name in error messages.</summary>
    public string Name { get; }

    /// <summary>The names of the inputs.</summary>
    public IReadOnlyList<string> Inputs { get; }

    /// <summary>The names of the outputs.</summary>
    public IReadOnlyList<string> Outputs { get; }

    /// <summary>The trainable weights by their names in the file, in the order in which the network reads them.</summary>
    public IReadOnlyDictionary<string, Parameter> Parameters => _parameters;

    /// <summary>All other constants: running statistics, numbers in formulas, and shapes.</summary>
    public IReadOnlyDictionary<string, Tensor> Buffers => _buffers;

    /// <summary>Everything that training changes: the weights and the running statistics of batch normalization.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> State =>
        _parameters.Select(p => KeyValuePair.Create(p.Key, (Tensor)p.Value))
            .Concat(WeightFinder.Statistics(Graph).Where(_buffers.ContainsKey).Select(name => KeyValuePair.Create(name, _buffers[name])));

    /// <summary>The device on which the module computes.</summary>
    public Device Device => _options.Device;

    /// <summary>The current execution mode.</summary>
    public ExecutionMode Mode { get; private set; }

    /// <summary>The graph with its original weights, constants folded; must not be changed.</summary>
    internal OnnxGraph Graph { get; }

    /// <summary>Switches to training mode.</summary>
    /// <param name="updateStatistics">Whether batch normalization uses and updates the statistics of each batch; layers whose scale has no gradient
    /// never do.</param>
    /// <param name="precision">The type in which layers compute, for example bfloat16; null for the type of the weights. The weights always keep
    /// their own type.</param>
    /// <param name="random">The random generator of dropout; null for libtorch's default generator.</param>
    public void Train(bool updateStatistics = false, ScalarType? precision = null, Generator? random = null) =>
        Mode = new ExecutionMode(true, updateStatistics, precision, random);

    /// <summary>Switches to evaluation mode: no dropout, fixed statistics.</summary>
    /// <param name="precision">The type in which layers compute; null for the type of the weights.</param>
    public void Evaluate(ScalarType? precision = null) => Mode = new ExecutionMode(false, false, precision);

    /// <summary>Computes the graph's first output.</summary>
    /// <param name="images">The first input, float32 [N, C, H, W] in any memory layout; owned by the caller.</param>
    /// <returns>The output; it belongs to the caller's dispose scope.</returns>
    /// <exception cref="MlNetCnnException"><c>MODEL_NODE_FAILED</c>.</exception>
    public Tensor Forward(Tensor images) => Forward(images, Outputs[0]);

    /// <summary>Computes one tensor.</summary>
    /// <param name="images">The first input, float32 [N, C, H, W] in any memory layout; owned by the caller.</param>
    /// <param name="requested">The name of any tensor in the graph.</param>
    /// <returns>The tensor; it belongs to the caller's dispose scope.</returns>
    /// <exception cref="MlNetCnnException"><c>MODEL_NODE_FAILED</c> or <c>MODEL_NO_TENSOR</c>.</exception>
    public Tensor Forward(Tensor images, string requested) =>
        Run(new Dictionary<string, Tensor> { [Inputs[0]] = images }, [requested])[requested];

    /// <summary>Computes tensors from other tensors; only the nodes between them run, so that frozen layers can be skipped.</summary>
    /// <param name="given">Tensors by name: inputs of the graph or tensors inside it; owned by the caller.</param>
    /// <param name="requested">The names of the tensors to compute.</param>
    /// <returns>The tensors by name; they belong to the caller's dispose scope.</returns>
    /// <exception cref="MlNetCnnException"><c>MODEL_NODE_FAILED</c> or <c>MODEL_NO_TENSOR</c>.</exception>
    public IReadOnlyDictionary<string, Tensor> Run(IReadOnlyDictionary<string, Tensor> given, IReadOnlyCollection<string> requested)
    {
        var plan = PlanFor(given, requested);
        using var scope = NewDisposeScope();
        var values = given.ToDictionary(g => g.Key, g => OnDevice(g.Value), StringComparer.Ordinal);
        foreach (var (node, released) in plan.Steps)
        {
            // A requested tensor is not released, so it is never overwritten.
            var mayOverwrite = node.Inputs.Count > 0 && _overwritable.Contains(node.Inputs[0]) && released.Contains(node.Inputs[0]);
            var results = node.Run([.. node.Inputs.Select(input => input.Length == 0 ? null : Value(input))], Mode, mayOverwrite);
            for (var i = 0; i < results.Count && i < node.Outputs.Count; i++)
            {
                if (node.Outputs[i].Length > 0)
                {
                    values[node.Outputs[i]] = results[i];
                }
            }

            foreach (var name in released)
            {
                if (values.Remove(name, out var value))
                {
                    value.Dispose();
                }
            }
        }

        return requested.Distinct().ToDictionary(
            name => name, name => Result(name).MoveToOuterDisposeScope(), StringComparer.Ordinal);

        Tensor Result(string name)
        {
            var value = Value(name);
            return value.is_floating_point() && value.dtype == Mode.Precision ? value.to_type(_options.Type)
                : IsOwn(name) ? value.alias() : value;
        }

        bool IsOwn(string name) => !values.TryGetValue(name, out var value) || given.Values.Any(fed => ReferenceEquals(fed, value));

        Tensor Value(string name) => values.TryGetValue(name, out var value) ? value : Constant(name)!;
    }

    /// <summary>Returns the same graph with the current weights and statistics, after checking that ONNX Runtime computes the same outputs.</summary>
    /// <param name="foldBatchNorm">Whether batch normalization is folded into the convolutions before it.</param>
    /// <returns>The graph; owned by the caller.</returns>
    /// <exception cref="MlNetCnnException"><c>EXPORT_MISMATCH</c>: ONNX Runtime returns other outputs.</exception>
    public OnnxGraph ToGraph(bool foldBatchNorm = false)
    {
        var graph = GraphExport.Write(this, foldBatchNorm);
        var mode = Mode;
        Evaluate();
        try
        {
            ExportCheck.Run(this, graph);
        }
        finally
        {
            Mode = mode;
        }

        return graph;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in _parameters.Values.Concat(_buffers.Values))
        {
            tensor.Dispose();
        }
    }

    /// <summary>Whether a node's output is a buffer that the backward pass does not read. The output of a matrix product is a view, and overwriting a
    /// view requires copies.</summary>
    private bool MakesItsOwn(NodeProto node) => node.OpType is "BatchNormalization" or "Add"
        || (node.OpType == "Conv"
            && !(PointwiseConvolution.IsProduct && Graph.Initializer(node.Input[1]) is { } weight && PointwiseConvolution.IsPixel(weight.Dims.Skip(2))));

    private static OnnxGraph Prepare(OnnxGraph graph, string name, GraphModuleOptions options)
    {
        HalfPrecision.Widen(graph);
        OpsetUpgrade.ToRunnable(graph);
        if (options.FoldConstants)
        {
            ConstantFolding.Fold(graph, name);
        }

        graph.Sort();
        return graph;
    }

    private void LoadConstants()
    {
        using var scope = NewDisposeScope();
        var weights = WeightFinder.Find(Graph);
        foreach (var name in weights)
        {
            var weight = new Parameter(Load(Graph.Initializer(name)!)).DetachFromDisposeScope();
            _parameters.Add(name, (Parameter)weight);
        }

        foreach (var constant in Graph.Proto.Initializer.Where(c => !_parameters.ContainsKey(c.Name)))
        {
            _buffers.Add(constant.Name, Load(constant).DetachFromDisposeScope());
        }
    }

    private Tensor Load(TensorProto constant)
    {
        var tensor = TorchTensors.FromProto(constant);
        if (!tensor.is_floating_point())
        {
            // Shapes are read on the CPU, whatever device the network computes on.
            return tensor;
        }

        tensor = tensor.to(constant.Kind() == DataType.Double ? ScalarType.Float64 : _options.Type, _options.Device);
        return _options.ChannelsLast ? TorchTensors.ChannelsLast(tensor) : tensor;
    }

    private Tensor OnDevice(Tensor tensor)
    {
        var here = tensor.device.Equals(_options.Device) ? tensor : tensor.to(_options.Device);
        return _options.ChannelsLast && here.is_floating_point() && here.Dimensions == 4 && !IsChannelsLast(here)
            ? TorchTensors.ChannelsLast(here)
            : here;
    }

    private static bool IsChannelsLast(Tensor tensor)
    {
        var (shape, stride) = (tensor.shape, tensor.stride());
        return stride[1] == 1 && stride[3] == shape[1] && stride[2] == stride[3] * shape[3] && stride[0] == stride[2] * shape[2];
    }

    private Tensor? Constant(string name) =>
        _parameters.TryGetValue(name, out var parameter) ? parameter : _buffers.GetValueOrDefault(name);

    private RunPlan PlanFor(IReadOnlyDictionary<string, Tensor> given, IReadOnlyCollection<string> requested)
    {
        var key = $"{string.Join('\n', given.Keys)}\n\n{string.Join('\n', requested)}";
        if (!_plans.TryGetValue(key, out var plan))
        {
            plan = RunPlan.Make(_nodes, name => given.ContainsKey(name) || Constant(name) is not null, requested);
            CheckMissing(plan, given);
            _plans.Add(key, plan);
        }

        return plan;
    }

    private void CheckMissing(RunPlan plan, IReadOnlyDictionary<string, Tensor> given)
    {
        if (plan.Missing.Count > 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNoTensor,
                $"'{Name}' cannot compute the tensor {string.Join(", ", plan.Missing.Order(StringComparer.Ordinal).Select(t => $"'{t}'"))}",
                expected: $"names of tensors inside the network, with its inputs {string.Join(", ", Inputs)} fed",
                received: $"fed {string.Join(", ", given.Keys)}", fix: "use names that BackboneInspection lists");
        }
    }
}

/// <summary>Options for building a <see cref="GraphModule"/>.</summary>
internal sealed class GraphModuleOptions
{
    /// <summary>Whether nodes that depend on no input are computed once, including weights after <c>DequantizeLinear</c>.</summary>
    /// <value>True by default; false only to run operators on constants.</value>
    public bool FoldConstants { get; init; } = true;

    /// <summary>Whether images and the weights of convolutions are stored channels last.</summary>
    /// <value>True by default.</value>
    public bool ChannelsLast { get; init; } = true;

    /// <summary>The type of weights and constants.</summary>
    /// <value>float32 by default; float64 for gradient checks.</value>
    public ScalarType Type { get; init; } = ScalarType.Float32;

    /// <summary>The device on which the module computes.</summary>
    /// <value>The CPU by default.</value>
    public Device Device { get; init; } = CPU;
}
