using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training;

/// <summary>Maps ONNX operators to the layer names of the builder.</summary>
internal static class LayerKinds
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["Gemm"] = "Dense",
        ["MatMul"] = "Dense",
        ["BatchNormalization"] = "BatchNorm",
        ["LayerNormalization"] = "LayerNorm",
        ["GroupNormalization"] = "GroupNorm",
        ["InstanceNormalization"] = "InstanceNorm",
        ["Relu"] = "ReLU",
        ["LeakyRelu"] = "LeakyReLU",
        ["PRelu"] = "PReLU",
        ["Elu"] = "ELU",
        ["Selu"] = "SELU",
        ["Gelu"] = "GELU",
    };

    /// <summary>Returns the kind of a node for display; the operator's own name if the builder has no such layer.</summary>
    /// <param name="node">The node.</param>
    /// <param name="constants">The shapes of the network's constants.</param>
    public static string Of(NodeProto node, IReadOnlyDictionary<string, long[]> constants) => node.OpType switch
    {
        "Conv" => (constants.GetValueOrDefault(node.Input[1]), node.Int("group", 1)) is ([_, 1, _, _], > 1) ? "DepthwiseConv2D" : "Conv2D",
        "MatMul" when !constants.ContainsKey(node.Input[1]) => "MatMul",
        var operation => Words.GetValueOrDefault(operation, operation),
    };
}
