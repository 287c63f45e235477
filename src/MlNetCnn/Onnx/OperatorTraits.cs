using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>The kinds of operators for counting layers and weights: the only list of each kind.</summary>
internal static class OperatorTraits
{
    private static readonly HashSet<string> Layers = new(StringComparer.Ordinal) { "Conv", "ConvTranspose", "Gemm", "MatMul" };

    private static readonly HashSet<string> Normalizations = new(StringComparer.Ordinal)
    {
        "BatchNormalization", "InstanceNormalization", "GroupNormalization", "LayerNormalization",
    };

    private static readonly HashSet<string> Arithmetic = new(StringComparer.Ordinal) { "Add", "Sub", "Mul", "Div" };

    /// <summary>Whether it is a convolution or a matrix product, which counts as a layer if it reads weights.</summary>
    /// <param name="operation">The operator's name.</param>
    public static bool IsLayer(string operation) => Layers.Contains(operation);

    /// <summary>Whether it normalizes maps and then scales them by weights.</summary>
    /// <param name="operation">The operator's name.</param>
    public static bool IsNormalization(string operation) => Normalizations.Contains(operation);

    /// <summary>Whether it adds, subtracts, multiplies or divides elementwise.</summary>
    /// <param name="operation">The operator's name.</param>
    public static bool IsArithmetic(string operation) => Arithmetic.Contains(operation);

    /// <summary>Returns the inputs of a node that are weights if they are constants; normalization has its statistics after them.</summary>
    /// <param name="node">The node.</param>
    public static IEnumerable<string> WeightInputs(NodeProto node) =>
        node.OpType == "MatMul" || IsArithmetic(node.OpType) ? node.Input
        : IsLayer(node.OpType) || IsNormalization(node.OpType) || node.OpType == "PRelu" ? node.Input.Skip(1).Take(2)
        : [];
}
