namespace MlNetCnn.Training;

/// <summary>What the numbers of a weight start as.</summary>
/// <param name="Kind">How they are drawn.</param>
/// <param name="Number">The constant, the standard deviation, the reach or the length of a row.</param>
internal readonly record struct WeightFill(WeightFillKind Kind, double Number)
{
    /// <summary>All the same.</summary>
    /// <param name="value">The number.</param>
    public static WeightFill Constant(double value) => new(WeightFillKind.Constant, value);

    /// <summary>The start of a layer's weights.</summary>
    /// <param name="start">How.</param>
    /// <param name="inputs">The numbers that go into one output number.</param>
    /// <param name="outputs">The numbers that one input number goes into.</param>
    public static WeightFill Of(WeightInitialization start, long inputs, long outputs) => start switch
    {
        WeightInitialization.He => new WeightFill(WeightFillKind.Normal, Math.Sqrt(2.0 / inputs)),
        WeightInitialization.Glorot => new WeightFill(WeightFillKind.Uniform, Math.Sqrt(6.0 / (inputs + outputs))),
        WeightInitialization.Orthogonal => new WeightFill(WeightFillKind.Orthogonal, Math.Sqrt(2)),
        _ => throw new ArgumentOutOfRangeException(nameof(start), start, "no such initialisation"),
    };
}
