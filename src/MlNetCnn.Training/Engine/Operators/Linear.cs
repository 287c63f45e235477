using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Matrix products.</summary>
internal static class Linear
{
    /// <summary>The table rows of these operators.</summary>
    public static IReadOnlyList<OperatorEntry> Entries { get; } =
    [
        OperatorEntry.Of("Gemm", 1, Gemm),
        OperatorEntry.Of("MatMul", 1, _ => inputs =>
        {
            var (left, right) = TorchTensors.SamePrecision(inputs.Activations(0), inputs.Activations(1));
            return left.matmul(right);
        }),
    ];

    private static Func<NodeInputs, Tensor> Gemm(NodeReader node)
    {
        var (alpha, beta) = (node.Float("alpha", 1), node.Float("beta", 1));
        var (turnLeft, turnRight) = (node.Int("transA", 0) != 0, node.Int("transB", 0) != 0);
        return inputs =>
        {
            var activations = inputs.Activations(0);
            var left = turnLeft ? activations.t() : activations;
            var right = inputs.Like(1, left)!;
            right = turnRight ? right.t() : right;
            return inputs.Like(2, left) is { } added
                ? addmm(added, left, right, (float)beta, (float)alpha)
                : alpha == 1 ? left.mm(right) : left.mm(right).mul(ScalarCache.Of(alpha));
        };
    }
}
