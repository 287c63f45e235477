using SkiaSharp;

namespace MlNetCnn.Imaging;

/// <summary>Rotates and mirrors pixels according to their EXIF orientation (CIPA DC-008, tag 0x0112), without loss.</summary>
internal static class ImageOrientation
{
    /// <summary>Whether width and height are swapped.</summary>
    public static bool SwapsSides(SKEncodedOrigin origin) => origin is >= SKEncodedOrigin.LeftTop and <= SKEncodedOrigin.LeftBottom;

    /// <summary>Writes the oriented image.</summary>
    /// <param name="source">width*height pixels as stored.</param>
    /// <param name="width">Stored width, in pixels.</param>
    /// <param name="height">Stored height, in pixels.</param>
    /// <param name="origin">The position of the stored image's first row and column.</param>
    /// <param name="target">The same number of pixels; its width is <paramref name="height"/> if the sides are swapped.</param>
    public static void Apply(ReadOnlySpan<uint> source, int width, int height, SKEncodedOrigin origin, Span<uint> target)
    {
        // The oriented pixel (x, y) is in the file at start + x * stepX + y * stepY.
        var (start, stepX, stepY) = origin switch
        {
            SKEncodedOrigin.TopRight => (width - 1, -1, width),
            SKEncodedOrigin.BottomRight => ((width * height) - 1, -1, -width),
            SKEncodedOrigin.BottomLeft => ((height - 1) * width, 1, -width),
            SKEncodedOrigin.LeftTop => (0, width, 1),
            SKEncodedOrigin.RightTop => ((height - 1) * width, -width, 1),
            SKEncodedOrigin.RightBottom => ((width * height) - 1, -width, -1),
            SKEncodedOrigin.LeftBottom => (width - 1, width, -1),
            _ => (0, 1, width),
        };
        var (orientedWidth, orientedHeight) = SwapsSides(origin) ? (height, width) : (width, height);
        var next = 0;
        for (var y = 0; y < orientedHeight; y++)
        {
            var from = start + (y * stepY);
            for (var x = 0; x < orientedWidth; x++)
            {
                target[next++] = source[from];
                from += stepX;
            }
        }
    }
}
