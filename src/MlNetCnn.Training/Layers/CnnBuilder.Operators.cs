using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training.Layers;

/// <content>Custom layers.</content>
public sealed partial class CnnBuilder
{
    // The first axis of an operator's output must be the batch axis, which a single image would not show.
    private const int Probes = 2;

    /// <summary>Adds any ONNX operator that training supports, for example <c>net.Operator("Softplus")</c>, or local response normalization by
    /// <c>net.Operator("LRN", a => a.Attribute("size", 5))</c>. Its first input is the output of the last layer; its output shape is determined by
    /// running it once in ONNX Runtime.</summary>
    /// <param name="operation">The operator's name in ONNX, operator set 17.</param>
    /// <param name="arguments">Adds attributes and further inputs; or null.</param>
    /// <exception cref="MlNetCnnException"><c>LAYER_OPERATOR</c>: training does not support the operator, or it cannot run with these arguments;
    /// <c>LAYER_SHAPE</c>: its output is not a map or a vector for each image.</exception>
    public CnnBuilder Operator(string operation, Action<OperatorArguments>? arguments = null)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(operation);
        var layer = Begin(operation, operation.ToLowerInvariant(), canEnd: true);
        if (OperatorTable.Find(new NodeProto { OpType = operation }, LayerGraph.Opset) is null)
        {
            throw UnknownOperator(operation);
        }

        var given = new OperatorArguments();
        arguments?.Invoke(given);
        var inputs = given.WriteInputs(_graph, layer, _start);
        return End(layer, operation, Probe(layer, operation, inputs, given.Attributes), [_tensor, .. inputs], given.Attributes);
    }

    private LayerShape Probe(LayerPlan layer, string operation, IReadOnlyList<string> inputs, IReadOnlyList<AttributeProto> attributes)
    {
        var graph = new OnnxGraph(new ModelProto { IrVersion = LayerGraph.FormatVersion, Graph = new GraphProto { Name = layer.Name } });
        graph.SetOpset(LayerGraph.Opset);
        long[] fed = [Probes, .. Shape.ToDims().Skip(1)];
        graph.SetInputs(GraphInputs.Create("input", TensorProto.Types.DataType.Float, [.. fed.Cast<object>()]));
        graph.Edit(proto => proto.Initializer.AddRange([.. layer.Constants, .. layer.Weights.Select(weight => WeightInitializer.Create(weight, _seed, 0))]));
        graph.AddNode(operation, ["input", .. inputs], "output", attributes.Select(attribute => attribute.Clone()));
        graph.SetOutputs("output");
        try
        {
            var shape = TensorShapes.Of(graph, layer.Name, "input", fed).Find("output");
            return shape?.Kind() != TensorProto.Types.DataType.Float ? throw WrongResult("an output that is not a float32 tensor") : shape.Dims switch
            {
                [Probes, > 0 and <= int.MaxValue and var channels, > 0 and var height, > 0 and var width] =>
                    LayerShape.Map((int)channels, (int)height, (int)width),
                [Probes, > 0 and <= int.MaxValue and var length] => LayerShape.Vector((int)length),
                var other => throw WrongResult($"[{string.Join(", ", other)}] for {Probes} images of {Shape}"),
            };
        }
        catch (MlNetCnnException exception) when (exception.Kind == ErrorKind.Model)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.LayerOperator, $"the operator {LayerErrors.Describe(layer)} cannot run on {Shape} with these arguments",
                received: exception.Received, fix: "see the operator's attributes and inputs at https://onnx.ai/onnx/operators", innerException: exception);
        }

        MlNetCnnException WrongResult(string received) => new(
            ErrorKind.Usage, ErrorCodes.LayerShape, $"the operator {LayerErrors.Describe(layer)} has an output that no layer accepts",
            "[N, channels, height, width] or [N, length] for N images", received, "use arguments that keep the batch axis");
    }

    private static MlNetCnnException UnknownOperator(string operation)
    {
        var known = OperatorTable.Supported.Where(entry => entry.Domain.Length == 0 && entry.Since <= LayerGraph.Opset && LayerGraph.Opset <= entry.Until)
            .Select(entry => entry.Name).Distinct();
        return new MlNetCnnException(
            ErrorKind.Usage, ErrorCodes.LayerOperator, $"training supports no ONNX operator '{operation}' in operator set {LayerGraph.Opset}",
            expected: $"a name such as {string.Join(", ", NearestNames.Find(operation, known))}",
            fix: "check the spelling and the case, or build the layer from other operators");
    }
}
