using SkiaSharp;

namespace MlNetCnn.Training.Tests;

/// <summary>Images that show something only in one region: photos pasted on a blank canvas.</summary>
internal static class PastedPhotos
{
    /// <summary>The side of the canvas: the network's input, so that nothing is resized.</summary>
    public const int Canvas = 224;

    /// <summary>The side of a photo, so that it covers half of the canvas.</summary>
    public const int Side = 158;

    private const int Room = Canvas - Side;

    /// <summary>Pastes photos in the corners and the middle in turn.</summary>
    /// <param name="folder">The folder for the files.</param>
    /// <param name="count">The number of images.</param>
    /// <param name="blank">The color of the canvas.</param>
    public static IEnumerable<(string Path, int Left, int Top)> Make(TemporaryFolder folder, int count, SKColor blank)
    {
        (int, int)[] places = [(0, 0), (Room, 0), (Room, Room), (0, Room), (Room / 2, Room / 2)];
        foreach (var (i, photo) in Repository.Photos(count).Index())
        {
            var (left, top) = places[i % places.Length];
            yield return (Make(folder.File($"{i}.png"), photo, blank, left, top), left, top);
        }
    }

    /// <summary>Returns the fraction of the heat that falls on the photo.</summary>
    public static double Fraction(float[,] heat, int left, int top)
    {
        double inside = 0, all = 0;
        for (var y = 0; y < Canvas; y++)
        {
            for (var x = 0; x < Canvas; x++)
            {
                all += heat[y, x];
                inside += y >= top && y < top + Side && x >= left && x < left + Side ? heat[y, x] : 0;
            }
        }

        return inside / all;
    }

    private static string Make(string path, string photo, SKColor blank, int left, int top)
    {
        using var image = new SKBitmap(Canvas, Canvas);
        using var canvas = new SKCanvas(image);
        using var source = SKBitmap.Decode(photo);
        using var photoImage = SKImage.FromBitmap(source);
        var square = Math.Min(source.Width, source.Height);
        canvas.Clear(blank);
        canvas.DrawImage(
            photoImage, SKRect.Create((source.Width - square) / 2f, (source.Height - square) / 2f, square, square), SKRect.Create(left, top, Side, Side),
            new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        using var stream = File.Create(path);
        data.SaveTo(stream);
        return path;
    }
}
