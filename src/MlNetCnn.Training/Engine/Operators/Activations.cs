using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetCnn.Training;

/// <summary>Elementwise activation functions.</summary>
internal static class Activations
{
    /// <summary>The table rows of these operators.</summary>
    public static IReadOnlyList<OperatorEntry> Entries { get; } =
    [
        OperatorEntry.Of("Relu", 1, _ => inputs => inputs.MayOverwrite ? inputs[0].relu_() : inputs[0].relu()),
        OperatorEntry.Unary("Sigmoid", 1, x => x.sigmoid()),
        OperatorEntry.Unary("Tanh", 1, x => x.tanh()),
        OperatorEntry.Unary("Softplus", 1, Softplus),
        OperatorEntry.Unary("Softsign", 1, x => x / x.abs().Add(ScalarCache.Of(1))),
        OperatorEntry.Unary("HardSwish", 14, x => F.hardswish(x)),
        OperatorEntry.Unary("Mish", 18, x => x * Softplus(x).tanh()),
        OperatorEntry.Unary("Erf", 9, x => x.is_floating_point() ? x.erf() : x.to_type(ScalarType.Float32).erf().to_type(x.dtype)),
        OperatorEntry.Of("LeakyRelu", 1, node =>
        {
            var slope = ScalarCache.Of(node.Float("alpha", 0.01));
            return inputs => inputs[0].leaky_relu(slope);
        }),
        OperatorEntry.Of("PRelu", 1, _ => inputs =>
        {
            var (x, slope) = (inputs[0], inputs.Like(1, inputs[0])!);
            return where(x.ge(ScalarCache.Of(0)), x, x * slope);
        }),
        OperatorEntry.Of("Elu", 1, node =>
        {
            var (alpha, one) = (ScalarCache.Of(node.Float("alpha", 1)), ScalarCache.Of(1.0));
            return inputs => inputs[0].elu(alpha, one, one);
        }),
        OperatorEntry.Of("Celu", 12, node =>
        {
            var alpha = ScalarCache.Of(node.Float("alpha", 1));
            return inputs => inputs[0].celu(alpha);
        }),
        OperatorEntry.Of("Selu", 1, node =>
        {
            // The defaults are the paper's constants, rounded to float32 (https://arxiv.org/abs/1706.02515).
            var alpha = ScalarCache.Of(node.Float("alpha", 1.67326319217681884765625));
            var (gamma, one) = (ScalarCache.Of(node.Float("gamma", 1.05070102214813232421875)), ScalarCache.Of(1.0));
            return inputs => inputs[0].elu(alpha, one, one).mul(gamma);
        }),
        OperatorEntry.Of("ThresholdedRelu", 10, node =>
        {
            var alpha = ScalarCache.Of(node.Float("alpha", 1));
            return inputs => inputs[0] * inputs[0].gt(alpha).to_type(inputs[0].dtype);
        }),
        OperatorEntry.Of("HardSigmoid", 1, node =>
        {
            var (alpha, beta) = (ScalarCache.Of(node.Float("alpha", 0.2)), ScalarCache.Of(node.Float("beta", 0.5)));
            return inputs => inputs[0].mul(alpha).Add(beta).clamp(ScalarCache.Of(0), ScalarCache.Of(1));
        }),
        OperatorEntry.Of("Gelu", 20, node =>
        {
            var shape = node.Text("approximate", "none");
            var approximate = shape switch
            {
                "none" => TorchSharp.Modules.GELU.Approximate.none,
                "tanh" => TorchSharp.Modules.GELU.Approximate.tanh,
                _ => throw node.Unsupported($"approximate '{shape}'"),
            };
            return inputs => F.gelu(inputs[0], approximate);
        }),
        OperatorEntry.Of("Clip", 1, node =>
        {
            var (low, high) = (node.Float("min", float.MinValue), node.Float("max", float.MaxValue));
            return inputs => Between(inputs, low, high);
        }, until: 10),
        OperatorEntry.Of("Clip", 11, _ => inputs =>
        {
            var (low, high) = (inputs.Number(1), inputs.Number(2));
            var x = inputs[0];
            return (low, high) switch
            {
                (null, null) => x,
                ({ } l, null) => x.clamp_min(Bound(x, l)),
                (null, { } h) => x.clamp_max(Bound(x, h)),
                ({ } l, { } h) => Between(inputs, l, h),
            };
        }),
    ];

    // The backward pass of libtorch's clamp makes four passes over memory, that of its hard tanh one. TorchSharp 0.107's hardtanh returns its
    // argument unchanged, so the in-place version is called, on a copy if necessary.
    private static Tensor Between(NodeInputs inputs, double low, double high)
    {
        var x = inputs[0];
        var (min, max) = (Bound(x, low), Bound(x, high));
        return !x.is_floating_point() || low >= high ? x.clamp(min, max)
            : (inputs.MayOverwrite ? x : x.clone()).hardtanh_(min, max);
    }

    // log(e^x + e^0), which libtorch computes without overflow.
    private static Tensor Softplus(Tensor x) => x.logaddexp(zeros(1, x.dtype, x.device));
    // A floating-point bound would turn integers into floating-point numbers.
    private static TorchSharp.Scalar Bound(Tensor x, double value) => x.is_floating_point() ? ScalarCache.Of(value) : ScalarCache.Of((long)value);
}
