using System.Numerics;

namespace MlNetCnn.Diagnostics;

/// <summary>
/// 256 bits that stay nearly the same when a picture is resized or compressed anew; <see cref="PerceptualHasher"/> computes them.
/// The 64 of the lowest frequencies find candidates, the 192 above confirm them.
/// </summary>
/// <param name="Low">The 8x8 lowest frequencies.</param>
/// <param name="High0">A third of the rest of the 16x16 lowest.</param>
/// <param name="High1">Another third.</param>
/// <param name="High2">The last third.</param>
internal readonly record struct PerceptualHash(ulong Low, ulong High0, ulong High1, ulong High2)
{
    // There are three times as many high bits as low ones, and compression changes a bit of them twice as often.
    private const int HighFraction = 6;

    /// <summary>How many of the 64 low bits differ: about 32 for unrelated pictures.</summary>
    /// <param name="other">The other hash.</param>
    /// <returns>From 0 to 64.</returns>
    public int LowDistance(in PerceptualHash other) => BitOperations.PopCount(Low ^ other.Low);

    /// <summary>How many of the 192 high bits differ: about 96 for unrelated pictures.</summary>
    /// <param name="other">The other hash.</param>
    /// <returns>From 0 to 192.</returns>
    public int HighDistance(in PerceptualHash other) =>
        BitOperations.PopCount(High0 ^ other.High0) + BitOperations.PopCount(High1 ^ other.High1) + BitOperations.PopCount(High2 ^ other.High2);

    /// <summary>Whether two pictures look alike.</summary>
    /// <param name="other">The other hash.</param>
    /// <param name="threshold">How many of the low bits may differ, and six times as many of the high ones.</param>
    /// <returns>True if they do.</returns>
    public bool IsNear(in PerceptualHash other, int threshold) =>
        LowDistance(other) <= threshold && HighDistance(other) <= HighFraction * threshold;
}
