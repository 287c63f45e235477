using System.Globalization;

namespace MlNetCnn.Cli;

/// <summary>A figure and the least that it has to be.</summary>
/// <param name="Measure">What is measured, for example <c>accuracy</c>.</param>
/// <param name="Value">The figure, 0..1; not a number where it could not be measured, which misses.</param>
/// <param name="Threshold">The least, 0..1.</param>
internal sealed record Gate(string Measure, double Value, double Threshold)
{
    // Subtracting a permitted drop from a figure leaves a rounding error far below any difference that photos can make.
    private const double RoundingError = 1e-12;

    /// <summary>Where the threshold comes from, in words, or null where the caller named it.</summary>
    public string? Source { get; init; }

    /// <summary>Whether the figure is enough. Written so that what is not a number misses.</summary>
    public bool IsPassed => Value >= Threshold - RoundingError;

    /// <summary>What is missing, 0 where nothing is.</summary>
    public double Shortfall => IsPassed ? 0 : Threshold - Value;

    /// <summary>The outcome in a sentence without its full stop.</summary>
    public string Sentence =>
        double.IsNaN(Value) ? $"the {Measure} could not be measured, and {Text(Threshold)} is the least" : $"the {Measure} of {Text(Value)} is "
        + (IsPassed ? $"at least {Text(Threshold)}" : $"{Text(Shortfall)} below {Text(Threshold)}")
        + (Source is null ? "" : $" ({Source})");

    /// <summary>A figure of this gate with as many decimals as it takes to see why it was missed.</summary>
    /// <param name="figure">The figure.</param>
    public string Text(double figure) => figure.ToString(Shortfall is > 0 and < 1e-4 ? "0.0000######" : "0.0000", CultureInfo.InvariantCulture);
}
