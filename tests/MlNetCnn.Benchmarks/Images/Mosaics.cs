using SkiaSharp;

namespace MlNetCnn.Benchmarks;

/// <summary>
/// Creates large images with the detail of photos: images of one class side by side at their original size, because enlarging adds no detail.
/// </summary>
internal static class Mosaics
{
    public static void Write(ClassFolders classes, string folder, int count, int width, int height)
    {
        for (var i = 0; i < count; i++)
        {
            var (name, images) = classes.Turn(i);
            using var mosaic = Make(images, new Random(i), width, height);
            Bitmaps.WriteJpeg(Path.Combine(folder, name, $"mosaic-{i:D4}.jpg"), mosaic, 90);
        }
    }

    /// <summary>Places rows of tiles from the top; a tile that is higher than others of its row is covered by the next row.</summary>
    private static SKBitmap Make(string[] images, Random random, int width, int height)
    {
        var mosaic = new SKBitmap(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Opaque));
        using var canvas = new SKCanvas(mosaic);
        using var tiles = Endless(images, random).GetEnumerator();
        for (var y = 0; y < height;)
        {
            var rowHeight = height;
            for (var x = 0; x < width;)
            {
                tiles.MoveNext();
                using var tile = Bitmaps.Read(tiles.Current);
                canvas.DrawBitmap(tile, x, y);
                x += tile.Width;
                rowHeight = Math.Min(rowHeight, tile.Height);
            }

            y += rowHeight;
        }

        return mosaic;
    }

    private static IEnumerable<string> Endless(string[] images, Random random)
    {
        while (true)
        {
            string[] order = [.. images];
            random.Shuffle(order);
            foreach (var image in order)
            {
                yield return image;
            }
        }
    }
}
