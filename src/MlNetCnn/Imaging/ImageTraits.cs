namespace MlNetCnn.Imaging;

/// <summary>What is unusual about a picture that was read: what was done to it, and whether a stock ML.NET application sees the same.</summary>
[Flags]
public enum ImageTraits
{
    /// <summary>Nothing unusual.</summary>
    None = 0,

    /// <summary>Its EXIF orientation was applied; ML.NET leaves such a picture lying on its side.</summary>
    Oriented = 1,

    /// <summary>It has pixels that are not opaque, shown on the background colour; ML.NET shows them on black.</summary>
    Transparent = 2,

    /// <summary>Nothing of it can be seen: every pixel is transparent.</summary>
    FullyTransparent = 4,

    /// <summary>It is so large that it was shrunk while it was decoded; ML.NET decodes it whole and shrinks it then.</summary>
    ScaledDecode = 8,

    /// <summary>It is of another format than its name says; the bytes count, not the name.</summary>
    WrongExtension = 16,

    /// <summary>The file ends early and was kept all the same; the rows that are missing are black (or transparent, where it can be).</summary>
    Truncated = 32,

    /// <summary>A stock ML.NET application sees other pixels than these.</summary>
    DiffersFromMlNet = 64,
}
