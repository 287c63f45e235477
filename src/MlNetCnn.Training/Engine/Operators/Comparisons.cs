using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Comparisons, Boolean operators, and the selection between two tensors.</summary>
internal static class Comparisons
{
    /// <summary>The table rows of these operators.</summary>
    public static IReadOnlyList<OperatorEntry> Entries { get; } =
    [
        OperatorEntry.Binary("Equal", 7, (left, right) => left.eq(right)),
        OperatorEntry.Binary("Greater", 7, (left, right) => left.gt(right)),
        OperatorEntry.Binary("Less", 7, (left, right) => left.lt(right)),
        OperatorEntry.Binary("GreaterOrEqual", 12, (left, right) => left.ge(right)),
        OperatorEntry.Binary("LessOrEqual", 12, (left, right) => left.le(right)),
        OperatorEntry.Binary("And", 7, (left, right) => left.logical_and(right)),
        OperatorEntry.Binary("Or", 7, (left, right) => left.logical_or(right)),
        OperatorEntry.Unary("Not", 1, x => x.logical_not()),
        OperatorEntry.Of("Where", 9, _ => inputs =>
        {
            var (chosen, other) = TorchTensors.SamePrecision(inputs[1], inputs[2]);
            return where(inputs[0], chosen, other);
        }),
    ];
}
