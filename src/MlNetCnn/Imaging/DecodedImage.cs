using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>A decoded picture in memory that belongs to its reader: upright, 4 bytes a pixel, premultiplied, no gaps between rows.</summary>
/// <param name="Info">Size, order of the bytes, and whether there may be transparent pixels.</param>
/// <param name="Pointer">The first pixel.</param>
/// <param name="Format">The format of its file.</param>
/// <param name="Traits">What is unusual about it.</param>
[SharedInternal]
internal readonly record struct DecodedImage(SKImageInfo Info, nint Pointer, ImageFormat Format, ImageTraits Traits)
{
    /// <summary>Width and height of the whole picture, upright, in pixels; larger than those of <see cref="Info"/> after a scaled decode.</summary>
    public SKSizeI FullSize { get; init; }

    /// <summary>The pixels as words of 4 bytes, row by row.</summary>
    public unsafe Span<uint> Words => new((void*)Pointer, Info.Width * Info.Height);

    /// <summary>The colour that goes behind it: the one asked for where something shows through, else black, as in ML.NET.</summary>
    public SKColor Backdrop(int background) =>
        Traits.HasFlag(ImageTraits.Transparent) ? new SKColor(0xFF000000u | (uint)background) : SKColors.Black;

    /// <summary>The picture for Skia, without a copy; to be disposed.</summary>
    public SKPixmap ToPixmap() => new(Info, Pointer, Info.RowBytes);
}
