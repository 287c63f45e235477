namespace MlNetCnn.Imaging;

/// <summary>What is unusual about an image: how it was processed, and whether a plain ML.NET application sees the same pixels.</summary>
[Flags]
public enum ImageTraits
{
    /// <summary>Nothing unusual.</summary>
    None = 0,

    /// <summary>Its EXIF orientation was applied; ML.NET does not apply it.</summary>
    Oriented = 1,

    /// <summary>It has pixels that are not opaque, which are blended onto the background color; ML.NET blends them onto black.</summary>
    Transparent = 2,

    /// <summary>Every pixel is transparent, so that nothing of it is visible.</summary>
    FullyTransparent = 4,

    /// <summary>It was shrunk during decoding because of its size; ML.NET decodes it at full size and shrinks it afterwards.</summary>
    ScaledDecode = 8,

    /// <summary>Its format is not the one of its extension; the content counts, not the name.</summary>
    WrongExtension = 16,

    /// <summary>The file is truncated and was used nevertheless; the missing rows are black (or transparent, if the format allows it).</summary>
    Truncated = 32,

    /// <summary>A plain ML.NET application sees other pixels.</summary>
    DiffersFromMlNet = 64,
}
