using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Diagnostics;

/// <summary>Options for <see cref="ImageNormalizer"/>.</summary>
public sealed record ImageNormalizerOptions
{
    /// <summary>The maximum side length of a copy, in pixels, from 16 to 30,000; smaller images keep their size.</summary>
    /// <value>1024.</value>
    [Range(16, 30_000)]
    public int MaxSide { get; init; } = 1024;

    /// <summary>The format of the copies.</summary>
    /// <value><see cref="NormalizedFormat.Jpeg"/>.</value>
    public NormalizedFormat Format { get; init; } = NormalizedFormat.Jpeg;

    /// <summary>The number of images processed at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>The decoder options, including the background of transparent pixels.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;
}
