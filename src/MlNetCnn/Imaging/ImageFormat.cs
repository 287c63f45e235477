namespace MlNetCnn.Imaging;

/// <summary>The format of a picture file, told by its first bytes and never by its name.</summary>
[SharedInternal]
internal enum ImageFormat
{
    /// <summary>None of the formats below.</summary>
    Unknown,

    /// <summary>JPEG (ITU-T T.81).</summary>
    Jpeg,

    /// <summary>PNG (W3C).</summary>
    Png,

    /// <summary>WebP (RFC 9649).</summary>
    WebP,

    /// <summary>Windows bitmap.</summary>
    Bmp,

    /// <summary>GIF; of an animation the first frame counts.</summary>
    Gif,
}
