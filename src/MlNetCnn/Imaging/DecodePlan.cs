using System.Numerics;
using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>
/// The size at which an image is decoded. A large JPEG or WebP is shrunk by its codec, which saves most of the time and memory
/// that a photo of many megapixels takes; a large PNG is decoded in strips that are averaged one after the other.
/// </summary>
/// <param name="Size">The size of the decoded image.</param>
/// <param name="Shrink">For strips: the number of pixels per side that become one; otherwise 1.</param>
internal readonly record struct DecodePlan(SKSizeI Size, int Shrink)
{
    /// <summary>The number of pixels below which a JPEG is decoded at full size: that takes little time, and the pixels equal ML.NET's.</summary>
    public const long MinJpegPixels = 2_000_000;

    /// <summary>The number of pixels below which a PNG or WebP is decoded at full size, at 4 bytes each.</summary>
    public const long MinOtherPixels = 24_000_000;

    /// <summary>Whether an image of this size may be decoded scaled.</summary>
    public static bool CanScale(ImageFormat format, SKSizeI size, ImageDecoderOptions options) => format switch
    {
        _ when !options.DecodeScaled => false,
        ImageFormat.Jpeg => (long)size.Width * size.Height >= MinJpegPixels,
        ImageFormat.Png or ImageFormat.WebP => (long)size.Width * size.Height >= options.ScaledFromPixels,
        _ => false,
    };

    /// <summary>Returns a plan for the image's own size.</summary>
    public static DecodePlan Whole(SKSizeI size) => new(size, 1);

    /// <summary>Returns the smallest size that keeps at least <paramref name="minScale"/>.</summary>
    /// <param name="codec">The codec of the file.</param>
    /// <param name="format">Its format, one that passes <see cref="CanScale"/>.</param>
    /// <param name="minScale">Above 0; from 1 on the image is decoded at full size.</param>
    /// <param name="interlaced">Whether its rows are not in order, so that strips are not possible.</param>
    public static DecodePlan Scaled(SKCodec codec, ImageFormat format, float minScale, bool interlaced)
    {
        var full = codec.Info.Size;
        if (format == ImageFormat.Png)
        {
            var strips = !interlaced && codec.Info.ColorType is not (SKColorType.Rgb565 or SKColorType.Alpha8);

            // Powers of two: Skia's own downscaling goes by halves, so that the pixels stay close to those of a full decode.
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
