using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>The last linear layer of a classifier, which makes one number per class out of the features.</summary>
/// <param name="Node">The layer: <c>Gemm</c>, <c>MatMul</c> or a 1x1 <c>Conv</c>.</param>
/// <param name="Features">The tensor it reads.</param>
/// <param name="Weights">The name of its weights.</param>
/// <param name="Classes">How many numbers it makes.</param>
internal sealed record ClassifierHead(NodeProto Node, string Features, string Weights, long Classes)
{
    /// <summary>The node's name, or that of its result where the file names no nodes.</summary>
    public string Name => Node.Name.Length > 0 ? Node.Name : Node.Output[0];

    /// <summary>The output of the graph that the layer's numbers leave by.</summary>
    public string Output { get; init; } = Node.Output[0];

    /// <summary>Whether the numbers are an embedding rather than scores of classes.</summary>
    public bool IsProjection { get; init; }

    /// <summary>Whether the layer takes its features from the last axis, as <c>MatMul</c> does, and not from axis 1.</summary>
    public bool ChannelsLast => Node.OpType == "MatMul";

    /// <summary>Reads the node as a linear layer, or gives null where it is none.</summary>
    /// <param name="graph">The graph, constants folded.</param>
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
