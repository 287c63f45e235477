using SkiaSharp;

namespace MlNetCnn.Tests;

/// <summary>The slow, simple reference for the canvas: computes the source of each pixel and interpolates there.</summary>
internal static class SlowWarp
{
    /// <summary>Warps an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="width">The width of the result.</param>
    /// <param name="height">The height of the result.</param>
    /// <param name="from">Maps a point of the result to one of the image; pixel (0, 0) has its center at (0.5, 0.5).</param>
    /// <param name="fill">How pixels outside the image are filled.</param>
    /// <param name="fillValue">The value of a constant fill.</param>
    public static float[] Run(SKBitmap image, int width, int height, Func<double, double, (double X, double Y)> from, FillMode fill, float fillValue = 0)
    {
        var pixels = new float[3 * width * height];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var (sourceX, sourceY) = from(x + 0.5, y + 0.5);
                for (var channel = 0; channel < 3; channel++)
                {
                    pixels[(((channel * height) + y) * width) + x] = Sample(image, sourceX, sourceY, channel, fill, fillValue);
                }
            }
        }

        return pixels;
    }

    public static float Channel(SKColor color, int channel) => channel switch { 0 => color.Red, 1 => color.Green, _ => color.Blue };

    private static float Sample(SKBitmap image, double x, double y, int channel, FillMode fill, float fillValue)
    {
        if (fill == FillMode.Constant && (x < 0 || y < 0 || x > image.Width || y > image.Height))
        {
            return fillValue;
        }

        var (left, top) = ((int)Math.Floor(x - 0.5), (int)Math.Floor(y - 0.5));
        var (right, down) = (x - 0.5 - left, y - 0.5 - top);
        double sum = 0;
        for (var i = 0; i < 2; i++)
        {
            for (var j = 0; j < 2; j++)
            {
                var color = image.GetPixel(Inside(left + i, image.Width, fill), Inside(top + j, image.Height, fill));
                sum += (i == 0 ? 1 - right : right) * (j == 0 ? 1 - down : down) * Channel(color, channel);
            }
        }

        return (float)sum;
    }

    private static int Inside(int position, int length, FillMode fill)
    {
        switch (fill)
        {
            case FillMode.Wrap:
                return ((position % length) + length) % length;
            case FillMode.Reflect:
                while (position < 0 || position >= length)
                {
                    position = position < 0 ? -1 - position : (2 * length) - 1 - position;
                }

                return position;
            default:
                return Math.Clamp(position, 0, length - 1);
        }
    }
}
