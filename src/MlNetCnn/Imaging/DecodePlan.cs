using System.Numerics;
using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>
/// The size at which a picture is decoded. A large JPEG or WebP is shrunk by its codec, which saves most of the time and memory
/// that a photo of many megapixels costs; a large PNG is decoded in strips that are averaged one after the other.
/// </summary>
/// <param name="Size">The size of the decoded picture.</param>
/// <param name="Shrink">For strips: how many pixels a side become one; else 1.</param>
internal readonly record struct DecodePlan(SKSizeI Size, int Shrink)
{
    /// <summary>Pixels below which a JPEG is decoded whole: that costs little, and stays pixel-equal to ML.NET's.</summary>
    public const long MinJpegPixels = 2_000_000;

    /// <summary>Pixels below which a PNG or WebP is decoded whole, at 4 bytes each.</summary>
    public const long MinOtherPixels = 24_000_000;

    /// <summary>Whether a picture of this size may be decoded scaled.</summary>
    public static bool CanScale(ImageFormat format, SKSizeI size, ImageDecoderOptions options) => format switch
    {
        _ when !options.DecodeScaled => false,
        ImageFormat.Jpeg => (long)size.Width * size.Height >= MinJpegPixels,
        ImageFormat.Png or ImageFormat.WebP => (long)size.Width * size.Height >= options.ScaledFromPixels,
        _ => false,
    };

    /// <summary>The picture's own size.</summary>
    public static DecodePlan Whole(SKSizeI size) => new(size, 1);

    /// <summary>The smallest size that keeps at least <paramref name="minScale"/>.</summary>
    /// <param name="codec">The codec of the file.</param>
    /// <param name="format">Its format, one that <see cref="CanScale"/>.</param>
    /// <param name="minScale">Above 0; from 1 on the picture is decoded whole.</param>
    /// <param name="interlaced">Whether its rows do not come in order, so that there are no strips.</param>
    public static DecodePlan Scaled(SKCodec codec, ImageFormat format, float minScale, bool interlaced)
    {
        var full = codec.Info.Size;
        if (format == ImageFormat.Png)
        {
            var strips = !interlaced && codec.Info.ColorType is not (SKColorType.Rgb565 or SKColorType.Alpha8);

            // Powers of two: Skia's own way down goes by halves, so that the pixels stay close to those of a whole decode.
            var shrink = strips ? 1 << Math.Clamp(BitOperations.Log2((uint)(1 / minScale)), 0, StripDecode.MaxShrinkLog2) : 1;
            return new DecodePlan(new SKSizeI((full.Width + shrink - 1) / shrink, (full.Height + shrink - 1) / shrink), shrink);
        }

        for (var eighths = 1; eighths < 8; eighths++)
        {
            var scale = eighths / 8f;
            if (scale >= minScale)
            {
                return new DecodePlan(codec.GetScaledDimensions(scale), 1);
            }
        }

        return Whole(full);
    }
}
