using System.Globalization;
using SkiaSharp;

namespace MlNetCnn.Benchmarks;

/// <summary>Creates patterns that show how an image is reduced: stripes, and zone plates, which contain every frequency in every direction.</summary>
internal static class Stripes
{
    private const int Input = 224;

    private const int LongestPeriod = 8;

    private static readonly double[] Reductions = [1, 1.1, 1.37, 1.5, 2, 2.23, 2.5, 3, 3.41, 4, 5.3, 6, 8];

    public static int Write(string folder)
    {
        var count = 0;
        foreach (var reduction in Reductions)
        {
            var side = (int)Math.Round(Input * reduction);
            var name = string.Create(CultureInfo.InvariantCulture, $"{reduction:0.00}");
            Add($"zone-{name}", side, (x, y) => ZonePlate(x, y, side));

            // A period of one pixel is a uniform area, which must not change.
            for (var period = 1; period <= LongestPeriod; period++)
            {
                Add($"vertical-{period}-{name}", side, (x, _) => Stripe(x, period));
                Add($"horizontal-{period}-{name}", side, (_, y) => Stripe(y, period));
                Add($"diagonal-{period}-{name}", side, (x, y) => Stripe(x + y, period));
            }
        }

        return count;

        void Add(string name, int side, Func<int, int, byte> gray)
        {
            var pixels = new byte[side * side];
            for (var i = 0; i < pixels.Length; i++)
            {
                pixels[i] = gray(i % side, i / side);
            }

            var info = new SKImageInfo(side, side, SKColorType.Gray8, SKAlphaType.Opaque);
            Bitmaps.WritePng(Path.Combine(folder, $"{name}.png"), info, pixels);
            count++;
        }
    }

    private static byte Stripe(int position, int period) => position % period < Math.Max(1, period / 2) ? (byte)255 : (byte)0;

    /// <summary>Draws rings around the center that get finer, to one pixel at the middle of the borders.</summary>
    private static byte ZonePlate(int x, int y, int side)
    {
        var (dx, dy) = (x + 0.5 - (side / 2.0), y + 0.5 - (side / 2.0));
        return (byte)Math.Round(127.5 + (127.5 * Math.Cos(Math.PI * ((dx * dx) + (dy * dy)) / side)));
    }
}
