using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Diagnostics;

/// <summary>Options for a dataset audit. Values beyond these limits are reported, not rejected.</summary>
public sealed record AuditOptions
{
    /// <summary>The number of images processed at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>The maximum Hamming distance between 64-bit perceptual hashes of near duplicates, 0..15; larger values find more, also by chance.</summary>
    /// <value>8: finds copies in another size, quality or format, and color edits, but not unrelated images of one class.</value>
    [Range(0, NearCopies.MaxThreshold)]
    public int NearDuplicateDistance { get; init; } = 8;

    /// <summary>The length of the short side, in pixels, below which an image is reported as very small.</summary>
    /// <value>64.</value>
    [Range(0, int.MaxValue)]
    public int MinSide { get; init; } = 64;

    /// <summary>The ratio of the long side to the short side above which an image is reported as very long, at least 1.</summary>
    /// <value>3.</value>
    [Range(1, double.PositiveInfinity)]
    public double MaxAspectRatio { get; init; } = 3;

    /// <summary>The ratio of an image's pixel count to the median above which it is reported as much larger than the rest, above 1.</summary>
    /// <value>16.</value>
    [Range(1, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double MaxSizeRatio { get; init; } = 16;

    /// <summary>The fraction of listed images that may be unreadable before it is an error, 0..1.</summary>
    /// <value>0.05, the fraction at which training stops.</value>
    [Range(0.0, 1.0)]
    public double MaxRejectedFraction { get; init; } = 0.05;

    /// <summary>The decoder options.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;
}
