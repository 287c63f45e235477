using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>The last linear layer of a classifier, which computes one number per class from the features.</summary>
/// <param name="Node">The layer: <c>Gemm</c>, <c>MatMul</c> or a 1x1 <c>Conv</c>.</param>
/// <param name="Features">Its input tensor.</param>
/// <param name="Weights">The name of its weights.</param>
/// <param name="Classes">The number of outputs.</param>
internal sealed record ClassifierHead(NodeProto Node, string Features, string Weights, long Classes)
{
    /// <summary>The name of the node, or of its output if the file does not name nodes.</summary>
    public string Name => Node.Name.Length > 0 ? Node.Name : Node.Output[0];

    /// <summary>The output of the graph that returns the layer's result.</summary>
    public string Output { get; init; } = Node.Output[0];

    /// <summary>Whether the result is an embedding rather than class scores.</summary>
    public bool IsProjection { get; init; }

    /// <summary>Whether the features are on the last axis of the input, as for <c>MatMul</c>, and not on axis 1.</summary>
    public bool ChannelsLast => Node.OpType == "MatMul";

    /// <summary>Reads the node as a linear layer, or returns null if it is not one.</summary>
    /// <param name="graph">The graph, with constants folded.</param>
    /// <param name="node">The node.</param>
    public static ClassifierHead? Of(OnnxGraph graph, NodeProto node)
    {
        if (node.Domain is not ("" or "ai.onnx") || node.Input.Count < 2 || graph.Initializer(node.Input[0]) is not null
            || graph.Initializer(node.Input[1]) is not { } weights)
        {
            return null;
        }

        long? classes = (node.OpType, weights.Dims.Count) switch
        {
            ("Gemm", 2) when node.Int("transA", 0) == 0 => weights.Dims[node.Int("transB", 0) == 0 ? 1 : 0],
            ("MatMul", 2) => weights.Dims[1],
            ("Conv", 4) when node.Int("group", 1) == 1 && weights.Dims[2] == 1 && weights.Dims[3] == 1
                && (node.Ints("strides") ?? []).All(s => s == 1) && (node.Ints("pads") ?? []).All(p => p == 0) => weights.Dims[0],
            _ => null,
        };
        return classes is { } count ? new ClassifierHead(node, node.Input[0], weights.Name, count) : null;
    }
}
