using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Diagnostics;

/// <summary>What an audit looks for. The limits are told of, never enforced.</summary>
public sealed record AuditOptions
{
    /// <summary>Pictures worked on at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>How many of 64 bits the perceptual hashes of near copies may differ in, from 0 to 15; more finds more, chance likenesses too.</summary>
    /// <value>8: finds copies of another size, quality or format, and edits of colour; unrelated photos of one class stay apart.</value>
    [Range(0, NearCopies.MaxThreshold)]
    public int NearDuplicateDistance { get; init; } = 8;

    /// <summary>The short side below which a picture is told of as very small, in pixels.</summary>
    /// <value>64.</value>
    [Range(0, int.MaxValue)]
    public int MinSide { get; init; } = 64;

    /// <summary>The long side over the short one above which a picture is told of as very long, at least 1.</summary>
    /// <value>3.</value>
    [Range(1, double.PositiveInfinity)]
    public double MaxAspectRatio { get; init; } = 3;

    /// <summary>How many times the pixels of the median a picture must have to be told of as much larger than the rest, above 1.</summary>
    /// <value>16.</value>
    [Range(1, double.PositiveInfinity, MinimumIsExclusive = true)]
    public double MaxSizeRatio { get; init; } = 16;

    /// <summary>The part of the listed pictures that may be unreadable before that is an error, 0..1.</summary>
    /// <value>0.05, the part at which training ends.</value>
    [Range(0.0, 1.0)]
    public double MaxRejectedFraction { get; init; } = 0.05;

    /// <summary>What the decoder accepts.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;
}
