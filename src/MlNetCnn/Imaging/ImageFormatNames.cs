namespace MlNetCnn.Imaging;

/// <summary>The names of the formats, and the format that a file's extension implies.</summary>
internal static class ImageFormatNames
{
    private static readonly (string Extension, ImageFormat Format)[] Known =
    [
        (".jpg", ImageFormat.Jpeg), (".jpeg", ImageFormat.Jpeg), (".jpe", ImageFormat.Jpeg), (".jfif", ImageFormat.Jpeg),
        (".png", ImageFormat.Png), (".apng", ImageFormat.Png), (".webp", ImageFormat.WebP),
        (".bmp", ImageFormat.Bmp), (".dib", ImageFormat.Bmp), (".gif", ImageFormat.Gif),
        (".tif", ImageFormat.Unknown), (".tiff", ImageFormat.Unknown), (".heic", ImageFormat.Unknown), (".heif", ImageFormat.Unknown),
        (".avif", ImageFormat.Unknown), (".svg", ImageFormat.Unknown), (".pdf", ImageFormat.Unknown),
    ];

    /// <summary>Returns the display name of the format.</summary>
    public static string Name(this ImageFormat format) => format == ImageFormat.WebP ? "WebP" : format.ToString().ToUpperInvariant();

    /// <summary>Whether the extension implies another format than the file has. A name without an image extension implies nothing.</summary>
    public static bool Contradicts(string path, ImageFormat format)
    {
        var extension = Path.GetExtension(path.AsSpan());
        foreach (var (known, promised) in Known)
        {
            if (extension.Equals(known, StringComparison.OrdinalIgnoreCase))
            {
                return promised != format;
            }
        }

        return false;
    }
}

/// <summary>The format of an image file, determined by its first bytes, never by its name.</summary>
internal enum ImageFormat
{
    /// <summary>None of the other formats.</summary>
    Unknown,

    /// <summary>JPEG (ITU-T T.81).</summary>
    Jpeg,

    /// <summary>PNG (W3C).</summary>
    Png,

    /// <summary>WebP (RFC 9649).</summary>
    WebP,

    /// <summary>Windows bitmap.</summary>
    Bmp,

    /// <summary>GIF; only the first frame of an animation is used.</summary>
    Gif,
}
