using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>What operators are to a person who counts layers and weights: the one list of each kind.</summary>
internal static class OperatorTraits
{
    private static readonly HashSet<string> Layers = new(StringComparer.Ordinal) { "Conv", "ConvTranspose", "Gemm", "MatMul" };

    private static readonly HashSet<string> Normalizations = new(StringComparer.Ordinal)
    {
        "BatchNormalization", "InstanceNormalization", "GroupNormalization", "LayerNormalization",
    };

    private static readonly HashSet<string> Arithmetic = new(StringComparer.Ordinal) { "Add", "Sub", "Mul", "Div" };

    /// <summary>Whether it is a convolution or a product of matrices: what is counted as a layer where it reads weights.</summary>
    /// <param name="operation">The operator's name.</param>
    public static bool IsLayer(string operation) => Layers.Contains(operation);

    /// <summary>Whether it normalizes maps and then scales them by weights.</summary>
    /// <param name="operation">The operator's name.</param>
    public static bool IsNormalization(string operation) => Normalizations.Contains(operation);

    /// <summary>Whether it adds, subtracts, multiplies or divides number by number.</summary>
    /// <param name="operation">The operator's name.</param>
    public static bool IsArithmetic(string operation) => Arithmetic.Contains(operation);

    /// <summary>The inputs of a node that are weights where they are constants; normalization keeps its statistics behind them.</summary>
    /// <param name="node">The node.</param>
    public static IEnumerable<string> WeightInputs(NodeProto node) =>
        node.OpType == "MatMul" || IsArithmetic(node.OpType) ? node.Input
        : IsLayer(node.OpType) || IsNormalization(node.OpType) || node.OpType == "PRelu" ? node.Input.Skip(1).Take(2)
        : [];
}
