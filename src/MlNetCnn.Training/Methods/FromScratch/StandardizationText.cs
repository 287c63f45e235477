using System.Globalization;

namespace MlNetCnn.Training;

/// <summary>Says for the model card what a graph does to its pixels.</summary>
internal static class StandardizationText
{
    /// <summary>The text form of <see cref="Preprocessing"/> where it has one; else what is done to each picture, in words.</summary>
    /// <param name="standardization">What is done.</param>
    /// <param name="statistics">Mean and deviation of the training images, after the rescaling.</param>
    public static string Of(PixelStandardization standardization, ChannelStatistics statistics)
    {
        if (standardization.SamplewiseCenter || standardization.SamplewiseStd)
        {
            return standardization.Key;
        }

        // (r x - m) / s is (x - m / r) / (s / r).
        var rate = standardization.Rescale;
        double[] means = [.. statistics.Mean.Select(m => standardization.FeaturewiseCenter ? m / rate : 0)];
        double[] divisors = [.. statistics.Std.Select(s => standardization.FeaturewiseStd ? s / rate : 1 / rate)];
        return $"mean={Join(means)};std={Join(divisors)};order=rgb";
    }

    private static string Join(double[] numbers) => string.Join(',', numbers.Select(n => ((float)n).ToString(CultureInfo.InvariantCulture)));
}
