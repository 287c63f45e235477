namespace MlNetCnn.Imaging;

/// <summary>
/// The structure of an image file (its markers, chunks or blocks, not its pixels): information that the codec does not
/// report or does not read.
/// </summary>
/// <param name="EndsEarly">Whether the file ends before its structure does.</param>
/// <param name="Scans">The number of scans of a JPEG; 1 for the other formats.</param>
/// <param name="ExifStart">The position of the EXIF data, in bytes.</param>
/// <param name="ExifLength">The number of bytes of EXIF data; 0 if there is none.</param>
internal readonly record struct ImageStructure(bool EndsEarly, int Scans = 1, int ExifStart = 0, int ExifLength = 0)
{
    /// <summary>Reads the structure.</summary>
    public static ImageStructure Read(ImageFormat format, ReadOnlySpan<byte> bytes) => format switch
    {
        ImageFormat.Jpeg => JpegStructure.Read(bytes),
        ImageFormat.Png => PngStructure.Read(bytes),
        ImageFormat.WebP => WebPStructure.Read(bytes),
        ImageFormat.Gif => new ImageStructure(GifStructure.EndsEarly(bytes)),
        ImageFormat.Bmp => new ImageStructure(BmpStructure.EndsEarly(bytes)),
        _ => default,
    };
}
