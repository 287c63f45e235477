using System.Numerics;

namespace MlNetCnn.Diagnostics;

/// <summary>
/// A 256-bit hash that stays nearly the same when an image is resized or recompressed; computed by <see cref="PerceptualHasher"/>.
/// The 64 bits of the lowest frequencies find candidates, and the 192 bits above confirm them.
/// </summary>
/// <param name="Low">The 8x8 lowest frequencies.</param>
/// <param name="High0">The first third of the rest of the 16x16 lowest frequencies.</param>
/// <param name="High1">The second third.</param>
/// <param name="High2">The last third.</param>
internal readonly record struct PerceptualHash(ulong Low, ulong High0, ulong High1, ulong High2)
{
    // There are three times as many high bits as low ones, and compression changes a bit of them twice as often.
    private const int HighFraction = 6;

    /// <summary>Returns the number of differing low bits of 64: about 32 for unrelated images.</summary>
    /// <param name="other">The other hash.</param>
    /// <returns>From 0 to 64.</returns>
    public int LowDistance(in PerceptualHash other) => BitOperations.PopCount(Low ^ other.Low);

    /// <summary>Returns the number of differing high bits of 192: about 96 for unrelated images.</summary>
    /// <param name="other">The other hash.</param>
    /// <returns>From 0 to 192.</returns>
    public int HighDistance(in PerceptualHash other) =>
        BitOperations.PopCount(High0 ^ other.High0) + BitOperations.PopCount(High1 ^ other.High1) + BitOperations.PopCount(High2 ^ other.High2);

    /// <summary>Returns whether two images look alike.</summary>
    /// <param name="other">The other hash.</param>
    /// <param name="threshold">The maximum number of differing low bits; up to six times as many high bits may differ.</param>
    /// <returns>True if they do.</returns>
    public bool IsNear(in PerceptualHash other, int threshold) =>
        LowDistance(other) <= threshold && HighDistance(other) <= HighFraction * threshold;
}
