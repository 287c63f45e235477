using SkiaSharp;

namespace MlNetCnn;

/// <summary>
/// Lets the JPEG codec shrink a large photo while it decodes (by eighths, in the frequency domain), which saves most of
/// the time and memory that a photo of many megapixels costs.
/// </summary>
internal static class ScaledDecode
{
    // Below this many pixels a whole decode costs little, and stays pixel-equal to ML.NET's.
    private const long LeastPixels = 2_000_000;

    // The codec's result is shrunk once more by the resizer; what is left for it must be enough that its filter decides.
    private const float LeastOversampling = 1.5f;

    /// <summary>The size to decode at: that of the file, or a smaller one that the codec offers.</summary>
    public static SKSizeI Size(SKCodec codec, ImageFormat format, int width, int height, ResizeMode mode)
    {
        var full = codec.Info.Size;
        if (format != ImageFormat.Jpeg || (long)full.Width * full.Height < LeastPixels || mode == ResizeMode.Squash)
        {
            return full;
        }

        var (storedWidth, storedHeight) = ImageOrientation.SwapsSides(codec.EncodedOrigin) ? (height, width) : (width, height);
        var destination = ResizeGeometry.Destination(full.Width, full.Height, storedWidth, storedHeight, mode);
        var needed = LeastOversampling * Math.Max(destination.Width / full.Width, destination.Height / full.Height);
        for (var eighths = 1; eighths < 8; eighths++)
        {
            var scale = eighths / 8f;
            if (scale >= needed)
            {
                return codec.GetScaledDimensions(scale);
            }
        }

        return full;
    }
}
