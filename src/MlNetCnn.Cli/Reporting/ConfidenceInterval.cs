namespace MlNetCnn.Cli;

/// <summary>Where a true proportion lies with 95 % confidence, by Wilson's score method (1927), which holds for few images too.</summary>
/// <param name="Lower">In [0, 1].</param>
/// <param name="Upper">In [0, 1].</param>
internal readonly record struct ConfidenceInterval(double Lower, double Upper)
{
    private const double NormalQuantile = 1.959964;

    /// <summary>The interval for a proportion seen in a sample.</summary>
    /// <param name="proportion">The share of successes, in [0, 1].</param>
    /// <param name="count">The size of the sample, at least 1.</param>
    public static ConfidenceInterval Of(double proportion, int count)
    {
        const double squared = NormalQuantile * NormalQuantile;
        var scale = 1 + (squared / count);
        var centre = (proportion + (squared / (2 * count))) / scale;
        var half = NormalQuantile * Math.Sqrt(((proportion * (1 - proportion)) + (squared / (4 * count))) / count) / scale;
        return new ConfidenceInterval(Math.Max(0, centre - half), Math.Min(1, centre + half));
    }
}
