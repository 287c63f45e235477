namespace MlNetCnn.ServingTests;

/// <summary>Order statistics and a linear fit.</summary>
internal static class Statistics
{
    /// <summary>The smallest value that at least the fraction <paramref name="p"/> of all values does not exceed; NaN without values.</summary>
    public static double Percentile(IEnumerable<double> values, double p)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length == 0 ? double.NaN : sorted[Math.Clamp((int)Math.Ceiling(p * sorted.Length) - 1, 0, sorted.Length - 1)];
    }

    public static double Median(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length switch
        {
            0 => double.NaN,
            var n when n % 2 == 1 => sorted[n / 2],
            var n => (sorted[(n / 2) - 1] + sorted[n / 2]) / 2,
        };
    }

    /// <summary>The slope of the least squares line; 0 with fewer than two points.</summary>
    public static double Slope(IReadOnlyList<(double X, double Y)> points)
    {
        if (points.Count < 2)
        {
            return 0;
        }

        var (meanX, meanY) = (points.Average(point => point.X), points.Average(point => point.Y));
        var variance = points.Sum(point => (point.X - meanX) * (point.X - meanX));
        return variance == 0 ? 0 : points.Sum(point => (point.X - meanX) * (point.Y - meanY)) / variance;
    }
}
