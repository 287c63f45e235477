using System.Runtime.InteropServices;
using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>Creates copies of images at other sizes, for display and for files: whole, antialiased, in 8 bits.</summary>
[SharedInternal]
internal static class ImageScaling
{
    /// <summary>Copies an image.</summary>
    /// <param name="image">The image; transparent ones are changed in place.</param>
    /// <param name="width">The width of the copy, in pixels.</param>
    /// <param name="height">The height of the copy, in pixels.</param>
    /// <param name="background">The background color of transparent pixels, 0xRRGGBB.</param>
    /// <returns>The copy, opaque; dispose of it.</returns>
    public static SKBitmap Copy(DecodedImage image, int width, int height, int background)
    {
        var opaque = PixelAlpha.Flatten(image, image.Backdrop(background));
        using var source = opaque.ToPixmap();
        return Copy(source, width, height);
    }

    /// <summary>Copies an opaque image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="width">The width of the copy, in pixels.</param>
    /// <param name="height">The height of the copy, in pixels.</param>
    /// <returns>The copy; dispose of it.</returns>
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
