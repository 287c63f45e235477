using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Elementwise arithmetic.</summary>
internal static class Elementwise
{
    /// <summary>The table rows of these operators.</summary>
    public static IReadOnlyList<OperatorEntry> Entries { get; } =
    [
        OperatorEntry.Binary("Add", 7, (left, right) => left.Add(right)),
        OperatorEntry.Binary("Sub", 7, (left, right) => left - right),
        OperatorEntry.Binary("Mul", 7, (left, right) => left * right),
        OperatorEntry.Binary("Div", 7, (left, right) => left.is_floating_point() ? left / right : left.div(right, RoundingMode.trunc)),
        OperatorEntry.Of("Pow", 7, _ => inputs => Power(inputs[0], inputs[1])),
        OperatorEntry.Unary("Sqrt", 1, x => x.sqrt()),
        OperatorEntry.Unary("Exp", 1, x => x.exp()),
        OperatorEntry.Unary("Log", 1, x => x.log()),
        OperatorEntry.Unary("Neg", 1, x => x.neg()),
        OperatorEntry.Unary("Abs", 1, x => x.abs()),
        OperatorEntry.Unary("Reciprocal", 1, x => x.reciprocal()),
        OperatorEntry.Unary("Floor", 1, x => x.floor()),
        OperatorEntry.Unary("Ceil", 1, x => x.ceil()),
        OperatorEntry.Unary("Round", 11, x => x.round()),
        OperatorEntry.Unary("Sign", 9, x => x.sign()),
        OperatorEntry.Unary("Sin", 7, x => x.sin()),
        OperatorEntry.Unary("Cos", 7, x => x.cos()),
        OperatorEntry.Of("Min", 1, _ => inputs => Fold(inputs, (left, right) => left.minimum(right))),
        OperatorEntry.Of("Max", 1, _ => inputs => Fold(inputs, (left, right) => left.maximum(right))),
        OperatorEntry.Of("Sum", 1, _ => inputs => Fold(inputs, (left, right) => left.Add(right))),
        OperatorEntry.Of("Mean", 1, _ => inputs => Fold(inputs, (left, right) => left.Add(right)).div(ScalarCache.Of(inputs.Count))),
    ];

    private static Tensor Power(Tensor x, Tensor exponent)
    {
        // The result has the type of the base, whatever the type of the exponent; a single exponent has a simpler derivative.
        if (exponent.NumberOfElements == 1 && !exponent.requires_grad && exponent.Dimensions <= x.Dimensions)
        {
            using var wide = exponent.detach().to_type(ScalarType.Float64).cpu();
            var number = wide.reshape(1).data<double>()[0];
            return number == 2 ? x * x : x.pow(ScalarCache.Of(number)).to_type(x.dtype);
        }

        return x.pow(exponent).to_type(x.dtype);
    }

    private static Tensor Fold(NodeInputs inputs, Func<Tensor, Tensor, Tensor> function) => inputs.All.Aggregate((left, right) =>
    {
        var (a, b) = TorchTensors.SamePrecision(left, right);
        return function(a, b);
    });
}
