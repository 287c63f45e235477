namespace MlNetCnn.Evaluation;

/// <summary>The 95 % confidence interval of a proportion, by the score method of Wilson (1927), which holds for small samples too.</summary>
/// <param name="Lower">The lower bound, 0..1.</param>
/// <param name="Upper">The upper bound, 0..1.</param>
public readonly record struct ConfidenceInterval(double Lower, double Upper)
{
    /// <summary>The two-sided 95 % quantile of the normal distribution.</summary>
    public const double NormalQuantile = 1.959963984540054;

    /// <summary>Computes the interval of a proportion observed in a sample.</summary>
    /// <param name="proportion">The fraction of successes, 0..1.</param>
    /// <param name="count">The size of the sample, at least 1.</param>
    public static ConfidenceInterval Wilson(double proportion, int count)
    {
        const double Squared = NormalQuantile * NormalQuantile;
        var n = (double)count;
        var center = proportion + (Squared / (2 * n));
        var half = NormalQuantile * Math.Sqrt((proportion * (1 - proportion) / n) + (Squared / (4 * n * n)));
        var scale = 1 + (Squared / n);
        return new ConfidenceInterval(Math.Max(0, (center - half) / scale), Math.Min(1, (center + half) / scale));
    }
}
