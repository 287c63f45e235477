using SkiaSharp;

namespace MlNetCnn.Benchmarks;

/// <summary>Reads and writes images with calls that SkiaSharp 2.88 and 3 both have.</summary>
internal static class Bitmaps
{
    /// <summary>Decodes a file to four bytes per pixel.</summary>
    public static SKBitmap Read(string path)
    {
        var bitmap = SKBitmap.Decode(path) ?? throw new BenchmarkException($"cannot read the image '{path}'");
        if (bitmap.BytesPerPixel == 4)
        {
            return bitmap;
        }

        using (bitmap)
        {
            return bitmap.Copy(SKColorType.Bgra8888);
        }
    }

    /// <summary>Writes pixels, row after row, as PNG.</summary>
    public static void WritePng(string path, SKImageInfo info, byte[] pixels)
    {
        using var image = SKImage.FromPixelCopy(info, pixels);
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        Write(path, data);
    }

    /// <summary>Writes an image as JPEG.</summary>
    public static void WriteJpeg(string path, SKBitmap bitmap, int quality)
    {
        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        Write(path, data);
    }

    private static void Write(string path, SKData data)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        data.SaveTo(file);
    }
}
