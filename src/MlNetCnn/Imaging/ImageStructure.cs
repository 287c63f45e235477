namespace MlNetCnn.Imaging;

/// <summary>
/// What the skeleton of a picture file says (its markers, chunks or blocks, not its pixels): things that the codec keeps to
/// itself or does not see.
/// </summary>
/// <param name="EndsEarly">Whether the file ends before its skeleton does.</param>
/// <param name="Scans">How often a JPEG goes over its picture; 1 for the other formats.</param>
/// <param name="ExifStart">Where EXIF data begin, in bytes.</param>
/// <param name="ExifLength">Bytes of EXIF data; 0 where there are none.</param>
internal readonly record struct ImageStructure(bool EndsEarly, int Scans = 1, int ExifStart = 0, int ExifLength = 0)
{
    /// <summary>Reads the skeleton.</summary>
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
