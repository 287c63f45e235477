using SkiaSharp;

namespace MlNetCnn.Testing;

/// <summary>Creates image files from the bundled images.</summary>
internal static class TestPictures
{
    /// <summary>Writes a bundled image stretched to any size in any format that Skia supports.</summary>
    public static string Write(string path, int width, int height, SKEncodedImageFormat format, int photo = 0, int quality = 90)
    {
        using var source = SKBitmap.Decode(Repository.Photos(photo + 1)[photo]);
        using var target = new SKBitmap(width, height, isOpaque: true);
        using var canvas = new SKCanvas(target);
        using var image = SKImage.FromBitmap(source);
        var sampling = width < source.Width ? new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear) : new SKSamplingOptions(SKCubicResampler.Mitchell);
        canvas.DrawImage(image, new SKRect(0, 0, width, height), sampling);
        return Encode(path, target, format, quality);
    }

    /// <summary>Writes an image from a function, pixel by pixel.</summary>
    public static string Write(string path, int width, int height, Func<int, int, SKColor> color, SKEncodedImageFormat format = SKEncodedImageFormat.Png)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Bgra8888, SKAlphaType.Unpremul));
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                bitmap.SetPixel(x, y, color(x, y));
            }
        }

        return Encode(path, bitmap, format, 100);
    }

    /// <summary>Returns the same JPEG with an EXIF segment that sets its orientation (1 to 8).</summary>
    public static string WithOrientation(string path, string jpeg, int orientation)
    {
        var bytes = File.ReadAllBytes(jpeg);
        byte[] exif =
        [
            0xFF, 0xE1, 0x00, 0x22, (byte)'E', (byte)'x', (byte)'i', (byte)'f', 0, 0,
            (byte)'M', (byte)'M', 0, 0x2A, 0, 0, 0, 8,
            0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0,
        ];
        File.WriteAllBytes(path, [.. bytes[..2], .. exif, .. bytes[2..]]);
        return path;
    }

    private static string Encode(string path, SKBitmap bitmap, SKEncodedImageFormat format, int quality)
    {
        using var data = bitmap.Encode(format, quality);
        using var stream = File.Create(path);
        data.SaveTo(stream);
        return path;
    }
}
