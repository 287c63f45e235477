using System.Runtime.InteropServices;
using SkiaSharp;

namespace MlNetCnn.Benchmarks;

/// <summary>Creates images smaller than a network's input, which are enlarged before the network sees them.</summary>
internal static class SmallImages
{
    public static void Write(ClassFolders classes, string folder, int count)
    {
        var random = new Random(1);
        for (var i = 0; i < count; i++)
        {
            using var source = Bitmaps.Read(classes.Image(i));
            var longSide = Math.Max(source.Width, source.Height);
            var scale = Math.Min(1, (double)random.Next(32, 129) / longSide);
            var info = source.Info.WithSize(Scaled(source.Width, scale), Scaled(source.Height, scale));
            var path = Path.Combine(folder, classes.Turn(i).Name, $"small-{i:D4}.png");
            Bitmaps.WritePng(path, info, Shrink(source, info.Width, info.Height));
        }
    }

    private static int Scaled(int length, double scale) => Math.Max(1, (int)Math.Round(length * scale));

    /// <summary>Averages the area under each new pixel; own code, because SkiaSharp's reductions differ between its versions.</summary>
    private static byte[] Shrink(SKBitmap source, int width, int height)
    {
        var bytes = new byte[source.RowBytes * source.Height];
        Marshal.Copy(source.GetPixels(), bytes, 0, bytes.Length);
        var columns = Fractions(source.Width, width);
        var rows = Fractions(source.Height, height);
        var result = new byte[width * height * 4];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                for (var channel = 0; channel < 4; channel++)
                {
                    var sum = 0.0;
                    foreach (var (row, rowShare) in rows[y])
                    {
                        foreach (var (column, columnShare) in columns[x])
                        {
                            sum += rowShare * columnShare * bytes[(row * source.RowBytes) + (column * 4) + channel];
                        }
                    }

                    result[(((y * width) + x) * 4) + channel] = (byte)Math.Clamp(Math.Round(sum), 0, 255);
                }
            }
        }

        return result;
    }

    /// <summary>Returns, for each new pixel of an axis, the old pixels under it with weights that add up to 1.</summary>
    private static (int Index, double Fraction)[][] Fractions(int from, int to)
    {
        var length = (double)from / to;
        return
        [
            .. Enumerable.Range(0, to).Select(i =>
            {
                var (start, end) = (i * length, (i + 1) * length);
                return Enumerable.Range((int)start, Math.Min(from, (int)Math.Ceiling(end)) - (int)start)
                    .Select(j => (j, (Math.Min(j + 1, end) - Math.Max(j, start)) / length))
                    .ToArray();
            }),
        ];
    }
}
