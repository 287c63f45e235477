using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Diagnostics;

/// <summary>How <see cref="ImageNormalizer"/> copies pictures.</summary>
public sealed record ImageNormalizerOptions
{
    /// <summary>The longest side of a copy, in pixels, from 16 to 30,000; smaller pictures keep their size.</summary>
    /// <value>1024.</value>
    [Range(16, 30_000)]
    public int MaxSide { get; init; } = 1024;

    /// <summary>The format of the copies.</summary>
    /// <value><see cref="NormalizedFormat.Jpeg"/>.</value>
    public NormalizedFormat Format { get; init; } = NormalizedFormat.Jpeg;

    /// <summary>Pictures worked on at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>What the decoder accepts, and the background behind transparent pixels.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;
}
