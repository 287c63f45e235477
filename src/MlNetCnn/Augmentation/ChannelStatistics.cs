using System.Numerics.Tensors;

namespace MlNetCnn;

/// <summary>
/// Mean and standard deviation of each channel over the training pictures, of pixels that were rescaled and standardised by picture
/// already, so that what comes out is centred whatever else is on.
/// </summary>
/// <param name="options">What is done to pixels before.</param>
internal sealed class ChannelStatistics(PixelStandardization options)
{
    private readonly double[] _sums = new double[3];
    private readonly double[] _squares = new double[3];
    private long _count;

    /// <summary>The mean of red, green and blue.</summary>
    public float[] Mean => [.. _sums.Select(sum => (float)(sum / _count))];

    /// <summary>The standard deviation of red, green and blue.</summary>
    public float[] Std => [.. _sums.Zip(_squares, (sum, square) => (float)Math.Sqrt(Math.Max(0, (square / _count) - (sum / _count * (sum / _count)))))];

    /// <summary>Statistics that are known already.</summary>
    /// <param name="mean">The mean of red, green and blue, of pixels as they are after what goes before.</param>
    /// <param name="std">Their standard deviation.</param>
    public static ChannelStatistics Known(double[] mean, double[] std)
    {
        var statistics = new ChannelStatistics(PixelStandardization.None) { _count = 1 };
        mean.CopyTo(statistics._sums, 0);
        mean.Zip(std, (m, s) => (m * m) + (s * s)).ToArray().CopyTo(statistics._squares, 0);
        return statistics;
    }

    /// <summary>Adds a training picture.</summary>
    /// <param name="pixels">CHW, float32, RGB 0..255, as evaluation sees it.</param>
    public void Add(ReadOnlySpan<float> pixels)
    {
        // All that goes before is one factor and one constant for the picture.
        var (mean, deviation) = MeanAndDeviation(pixels);
        var divisor = options.SamplewiseStd ? (options.Rescale * deviation) + PixelStandardization.Epsilon : 1;
        var factor = options.Rescale / divisor;
        var constant = options.SamplewiseCenter ? -options.Rescale * mean / divisor : 0;
        var length = pixels.Length / 3;
        _count += length;
        for (var channel = 0; channel < 3; channel++)
        {
            var plane = pixels.Slice(channel * length, length);
            double sum = TensorPrimitives.Sum(plane);
            double squares = TensorPrimitives.SumOfSquares(plane);
            _sums[channel] += (factor * sum) + (constant * length);
            _squares[channel] += (factor * factor * squares) + (2 * factor * constant * sum) + (constant * constant * length);
        }
    }

    private static (double Mean, double Deviation) MeanAndDeviation(ReadOnlySpan<float> pixels)
    {
        var mean = (double)TensorPrimitives.Sum(pixels) / pixels.Length;
        var squares = (double)TensorPrimitives.SumOfSquares(pixels) / pixels.Length;
        return (mean, Math.Sqrt(Math.Max(0, squares - (mean * mean))));
    }
}
