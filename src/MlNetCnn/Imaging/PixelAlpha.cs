using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>Checks images for transparent pixels and blends them onto a background color.</summary>
internal static class PixelAlpha
{
    private const uint Mask = 0xFF000000;

    /// <summary>Blends transparent pixels onto a background color, in place.</summary>
    /// <param name="image">The image; opaque ones are not changed.</param>
    /// <param name="background">The background color.</param>
    /// <returns>The same pixels, opaque.</returns>
    public static DecodedImage Flatten(DecodedImage image, SKColor background)
    {
        if (image.Info.AlphaType == SKAlphaType.Opaque)
        {
            return image;
        }

        // SKColor is ARGB in every byte order; the platform's pixels may be ABGR.
        var color = (uint)background;
        var backdrop = SKImageInfo.PlatformColorType == SKColorType.Bgra8888
            ? color
            : (color & 0xFF00FF00) | ((color & 0xFF) << 16) | ((color >> 16) & 0xFF);
        foreach (ref var word in image.Words)
        {
            var through = 255 - (word >> 24);
            if (through != 0)
            {
                word = Mask | Blend(word, backdrop, through, 16) | Blend(word, backdrop, through, 8) | Blend(word, backdrop, through, 0);
            }
        }

        return image with { Info = image.Info.WithAlphaType(SKAlphaType.Opaque) };
    }

    /// <summary>Returns the traits of an image's transparency.</summary>
    /// <param name="image">The image; alpha is the highest byte of a word in both platform byte orders.</param>
    /// <param name="background">The background color, 0xRRGGBB.</param>
    public static ImageTraits Traits(DecodedImage image, int background)
    {
        if (image.Info.AlphaType == SKAlphaType.Opaque)
        {
            return ImageTraits.None;
        }

        var all = Mask;
        var any = 0u;
        foreach (var word in image.Words)
        {
            all &= word;
            any |= word;
        }

        if ((all & Mask) == Mask)
        {
            return ImageTraits.None;
        }

        var traits = (any & Mask) == 0 ? ImageTraits.Transparent | ImageTraits.FullyTransparent : ImageTraits.Transparent;
        return background == 0 ? traits : traits | ImageTraits.DiffersFromMlNet;
    }

    private static uint Blend(uint word, uint backdrop, uint through, int shift) =>
        (((word >> shift) & 0xFF) + (((((backdrop >> shift) & 0xFF) * through) + 127) / 255)) << shift;
}
