using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>The kinds of operators for counting layers and weights: the only list of each kind.</summary>
internal static class OperatorTraits
{
    private static readonly Dictionary<string, OperatorTrait> All = new(StringComparer.Ordinal)
    {
        ["Conv"] = OperatorTrait.Layer,
        ["ConvTranspose"] = OperatorTrait.Layer,
        ["Gemm"] = OperatorTrait.Layer,
        ["MatMul"] = OperatorTrait.Layer,
        ["BatchNormalization"] = OperatorTrait.Normalization,
        ["InstanceNormalization"] = OperatorTrait.Normalization,
        ["GroupNormalization"] = OperatorTrait.Normalization,
        ["LayerNormalization"] = OperatorTrait.Normalization,
        ["Add"] = OperatorTrait.Arithmetic,
        ["Sub"] = OperatorTrait.Arithmetic,
        ["Mul"] = OperatorTrait.Arithmetic,
        ["Div"] = OperatorTrait.Arithmetic,
        ["Celu"] = OperatorTrait.Activation,
        ["Clip"] = OperatorTrait.Activation,
        ["Elu"] = OperatorTrait.Activation,
        ["Erf"] = OperatorTrait.Activation,
        ["Gelu"] = OperatorTrait.Activation,
        ["HardSigmoid"] = OperatorTrait.Activation,
        ["HardSwish"] = OperatorTrait.Activation,
        ["LeakyRelu"] = OperatorTrait.Activation,
        ["Mish"] = OperatorTrait.Activation,
        ["PRelu"] = OperatorTrait.Activation,
        ["Relu"] = OperatorTrait.Activation | OperatorTrait.KeepsScores,
        ["Selu"] = OperatorTrait.Activation,
        ["Sigmoid"] = OperatorTrait.Activation | OperatorTrait.Decision,
        ["Softplus"] = OperatorTrait.Activation,
        ["Swish"] = OperatorTrait.Activation,
        ["Tanh"] = OperatorTrait.Activation,
        ["Concat"] = OperatorTrait.Combination,
        ["Resize"] = OperatorTrait.Combination,
        ["Upsample"] = OperatorTrait.Combination,
        ["ArgMax"] = OperatorTrait.Decision,
        ["Exp"] = OperatorTrait.Decision,
        ["LogSoftmax"] = OperatorTrait.Decision,
        ["Softmax"] = OperatorTrait.Decision,
        ["TopK"] = OperatorTrait.Decision,
        ["AveragePool"] = OperatorTrait.Pooling,
        ["GlobalAveragePool"] = OperatorTrait.Pooling,
        ["GlobalMaxPool"] = OperatorTrait.Pooling,
        ["ReduceMean"] = OperatorTrait.Pooling,
        ["Cast"] = OperatorTrait.KeepsScores,
        ["DequantizeLinear"] = OperatorTrait.KeepsScores,
        ["Dropout"] = OperatorTrait.KeepsScores,
        ["Flatten"] = OperatorTrait.KeepsScores,
        ["Identity"] = OperatorTrait.KeepsScores,
        ["LpNormalization"] = OperatorTrait.KeepsScores,
        ["QuantizeLinear"] = OperatorTrait.KeepsScores,
        ["Reshape"] = OperatorTrait.KeepsScores,
        ["Squeeze"] = OperatorTrait.KeepsScores,
        ["Transpose"] = OperatorTrait.KeepsScores,
        ["Unsqueeze"] = OperatorTrait.KeepsScores,
    };

    /// <summary>Whether it is a convolution or a matrix product, which counts as a layer if it reads weights.</summary>
    /// <param name="operation">The operator's name.</param>
    public static bool IsLayer(string operation) => Has(operation, OperatorTrait.Layer);

    /// <summary>Whether it normalizes maps and then scales them by weights.</summary>
    /// <param name="operation">The operator's name.</param>
    public static bool IsNormalization(string operation) => Has(operation, OperatorTrait.Normalization);

    /// <summary>Whether it adds, subtracts, multiplies or divides elementwise.</summary>
    /// <param name="operation">The operator's name.</param>
    public static bool IsArithmetic(string operation) => Has(operation, OperatorTrait.Arithmetic);

    /// <summary>Whether it has any of some traits.</summary>
    /// <param name="operation">The operator's name.</param>
    /// <param name="traits">The traits.</param>
    public static bool Has(string operation, OperatorTrait traits) => (All.GetValueOrDefault(operation) & traits) != 0;

    /// <summary>Returns the inputs of a node that are weights if they are constants; normalization has its statistics after them.</summary>
    /// <param name="node">The node.</param>
    public static IEnumerable<string> WeightInputs(NodeProto node) =>
        node.OpType == "MatMul" || IsArithmetic(node.OpType) ? node.Input
        : IsLayer(node.OpType) || IsNormalization(node.OpType) || node.OpType == "PRelu" ? node.Input.Skip(1).Take(2)
        : [];
}

/// <summary>What an operator is; it may be several of these.</summary>
[Flags]
internal enum OperatorTrait
{
    /// <summary>None of these.</summary>
    None = 0,

    /// <summary>A convolution or a product of matrices.</summary>
    Layer = 1,

    /// <summary>Normalizes maps and then scales them by weights.</summary>
    Normalization = 2,

    /// <summary>Adds, subtracts, multiplies or divides element by element.</summary>
    Arithmetic = 4,

    /// <summary>Computes features from a layer's result, element by element: the layer before it is not the last one.</summary>
    Activation = 8,

    /// <summary>Combines maps or changes their size, which also computes features.</summary>
    Combination = 16,

    /// <summary>Computes probabilities or decisions, and therefore only follows class scores.</summary>
    Decision = 32,

    /// <summary>Computes means or maxima over positions.</summary>
    Pooling = 64,

    /// <summary>May follow class scores although it is none of the above: it reorders or transforms them.</summary>
    KeepsScores = 128,
}
