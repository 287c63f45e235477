using System.Runtime.InteropServices;
using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>A decoded image in memory owned by its reader: oriented by EXIF, 4 bytes per pixel, premultiplied, without gaps between rows.</summary>
/// <param name="Info">Size, order of the bytes, and whether there may be transparent pixels.</param>
/// <param name="Pointer">The first pixel.</param>
/// <param name="Format">The format of its file.</param>
/// <param name="Traits">What is unusual about it.</param>
[SharedInternal]
internal readonly record struct DecodedImage(SKImageInfo Info, nint Pointer, ImageFormat Format, ImageTraits Traits)
{
    /// <summary>The size of the full-size image after orientation, in pixels; larger than that of <see cref="Info"/> after a scaled decode.</summary>
    public SKSizeI FullSize { get; init; }

    /// <summary>The name of the format of its file, as people write it.</summary>
    public string FormatName => Format.Name();

    /// <summary>The pixels as words of 4 bytes, row by row.</summary>
    public unsafe Span<uint> Words => new((void*)Pointer, Info.Width * Info.Height);

    /// <summary>The backdrop: the specified color if any pixel is transparent, otherwise black, as in ML.NET.</summary>
    public SKColor Backdrop(int background) =>
        Traits.HasFlag(ImageTraits.Transparent) ? new SKColor(0xFF000000u | (uint)background) : SKColors.Black;

    /// <summary>Wraps the pixels for Skia without a copy; the caller disposes the result.</summary>
    public SKPixmap ToPixmap() => new(Info, Pointer, Info.RowBytes);

    /// <summary>Its copy at another size, for people to look at and for files: whole, antialiased, in 8 bits.</summary>
    /// <param name="width">Width of the copy, in pixels.</param>
    /// <param name="height">Height of the copy, in pixels.</param>
    /// <param name="background">The color behind transparent pixels, which are changed in place, 0xRRGGBB.</param>
    /// <returns>The copy, opaque; to be disposed.</returns>
    public SKBitmap Copy(int width, int height, int background)
    {
        using var source = Flatten(background).ToPixmap();
        return Copy(source, width, height);
    }

    /// <summary>The same pixels, opaque.</summary>
    /// <param name="background">The color behind transparent pixels, which are changed in place, 0xRRGGBB.</param>
    public DecodedImage Flatten(int background) => PixelAlpha.Flatten(this, Backdrop(background));

    /// <summary>Copies an opaque image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="width">Width of the copy, in pixels.</param>
    /// <param name="height">Height of the copy, in pixels.</param>
    /// <returns>The copy; to be disposed.</returns>
    public static SKBitmap Copy(SKPixmap image, int width, int height)
    {
        var copy = new SKBitmap(new SKImageInfo(width, height, SKImageInfo.PlatformColorType, SKAlphaType.Opaque));
        if (width > image.Width || height > image.Height)
        {
            using var target = copy.PeekPixels();
            image.ScalePixels(target, new SKSamplingOptions(SKCubicResampler.Mitchell));
            return copy;
        }

        var planes = new float[3 * width * height];
        using var resizer = new ImageResizer(new ImageInput(width, height, ResizeMode.Squash, ResizeFactor.Min));
        resizer.Reduce(image, planes);
        PixelPlanes.Pack(planes, copy.ColorType, MemoryMarshal.Cast<byte, uint>(copy.GetPixelSpan()));
        return copy;
    }
}
