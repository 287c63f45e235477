using System.Globalization;

namespace MlNetCnn.Cli;

/// <summary>A metric and its minimum.</summary>
/// <param name="Measure">The name of the metric, for example <c>accuracy</c>.</param>
/// <param name="Value">The value, 0..1; NaN if it could not be measured, which fails the gate.</param>
/// <param name="Threshold">The minimum, 0..1.</param>
internal sealed record Gate(string Measure, double Value, double Threshold)
{
    // Subtracting an allowed drop leaves a rounding error far below the effect of a single image.
    private const double RoundingError = 1e-12;

    /// <summary>The origin of the threshold, in words; null if the caller specified it.</summary>
    public string? Source { get; init; }

    /// <summary>Whether the value reaches the minimum. NaN does not.</summary>
    public bool IsPassed => Value >= Threshold - RoundingError;

    /// <summary>The difference to the minimum, or 0 if the gate is passed.</summary>
    public double Shortfall => IsPassed ? 0 : Threshold - Value;

    /// <summary>The result as a sentence without a period.</summary>
    public string Sentence =>
        double.IsNaN(Value) ? $"the {Measure} could not be measured; the minimum is {Text(Threshold)}" : $"the {Measure} of {Text(Value)} is "
        + (IsPassed ? $"at least {Text(Threshold)}" : $"{Text(Shortfall)} below {Text(Threshold)}")
        + (Source is null ? "" : $" ({Source})");

    /// <summary>Returns a value of this gate with enough decimals to show why it was missed.</summary>
    /// <param name="figure">The value.</param>
    public string Text(double figure) => figure.ToString(Shortfall is > 0 and < 1e-4 ? "0.0000######" : "0.0000", CultureInfo.InvariantCulture);
}
