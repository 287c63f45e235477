namespace MlNetCnn.Diagnostics;

/// <summary>The format of the copies that <see cref="ImageNormalizer"/> writes.</summary>
public enum NormalizedFormat
{
    /// <summary>JPEG of quality 95, <c>.jpg</c>.</summary>
    Jpeg,

    /// <summary>PNG, <c>.png</c>: lossless, with files several times as large.</summary>
    Png,
}
