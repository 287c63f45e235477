namespace MlNetCnn.Diagnostics;

/// <summary>The format of the copies that <see cref="ImageNormalizer"/> writes.</summary>
public enum NormalizedFormat
{
    /// <summary>JPEG of quality 95, <c>.jpg</c>.</summary>
    Jpeg,

    /// <summary>PNG, <c>.png</c>: nothing is lost, and the files are several times as large.</summary>
    Png,
}
