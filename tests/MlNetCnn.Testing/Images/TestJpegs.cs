using SkiaSharp;

namespace MlNetCnn.Testing;

/// <summary>Creates JPEG files of kinds that Skia cannot write, from a bundled image.</summary>
internal static class TestJpegs
{
    /// <summary>A region of the first bundled image, 0..255 for (x, y, channel).</summary>
    public static byte[,,] Photo(int width, int height)
    {
        // Enlarged, so that its edges are as soft as those of a photo.
        using var drawing = SKBitmap.Decode(Repository.Photos(1)[0]);
        using var photo = drawing.Resize(new SKImageInfo(512, 512), new SKSamplingOptions(SKCubicResampler.Mitchell));
        var pixels = new byte[width, height, 3];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var color = photo.GetPixel(x, y);
                (pixels[x, y, 0], pixels[x, y, 1], pixels[x, y, 2]) = (color.Red, color.Green, color.Blue);
            }
        }

        return pixels;
    }

    public static byte[] Progressive(int width, int height, int lastScanCount = 1)
    {
        var photo = Photo(width, height);
        return new JpegWriter(width, height, 3, (x, y, c) => YCbCr(photo[x, y, 0], photo[x, y, 1], photo[x, y, 2])[c])
        {
            Progressive = true,
            LastScanCount = lastScanCount,
        }.Write();
    }

    /// <summary>Returns luma and two color differences of a color (JFIF 1.02).</summary>
    public static byte[] YCbCr(double red, double green, double blue)
    {
        var luma = (0.299 * red) + (0.587 * green) + (0.114 * blue);
        return [Byte(luma), Byte(128 + ((blue - luma) / 1.772)), Byte(128 + ((red - luma) / 1.402))];
    }

    private static byte Byte(double value) => (byte)Math.Clamp(Math.Round(value), 0, 255);
}
