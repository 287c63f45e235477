using SkiaSharp;

namespace MlNetCnn;

/// <summary>Tells whether anything shows through a picture.</summary>
internal static class PixelAlpha
{
    private const uint Mask = 0xFF000000;

    /// <summary>The traits of its transparency.</summary>
    /// <param name="picture">The picture; alpha is the highest byte of a word in both of the platforms' orders.</param>
    /// <param name="background">The colour that is put behind it, 0xRRGGBB.</param>
    public static PictureTraits Traits(Picture picture, int background)
    {
        if (picture.Info.AlphaType == SKAlphaType.Opaque)
        {
            return PictureTraits.None;
        }

        var all = Mask;
        var any = 0u;
        foreach (var word in picture.Words)
        {
            all &= word;
            any |= word;
        }

        if ((all & Mask) == Mask)
        {
            return PictureTraits.None;
        }

        var traits = (any & Mask) == 0 ? PictureTraits.Transparent | PictureTraits.FullyTransparent : PictureTraits.Transparent;
        return background == 0 ? traits : traits | PictureTraits.StockDiffers;
    }
}
