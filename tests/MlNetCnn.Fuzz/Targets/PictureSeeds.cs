using SkiaSharp;

namespace MlNetCnn.Fuzz;

/// <summary>Provides a small image in every format and variant that the decoder supports.</summary>
internal static class PictureSeeds
{
    private const int Width = 61;
    private const int Height = 47;

    public static IReadOnlyList<FuzzSeed> Create() => [.. Jpegs(), .. Pngs(), .. WebPs(), .. Gifs(), .. Bmps()];

    private static IEnumerable<FuzzSeed> Jpegs()
    {
        yield return new("jpeg", FuzzKind.Jpeg, Skia(SKEncodedImageFormat.Jpeg, 80));
        yield return new("progressive", FuzzKind.Jpeg, Jpeg(3, progressive: true));
        yield return new("grey", FuzzKind.Jpeg, Jpeg(1));
        yield return new("cmyk", FuzzKind.Jpeg, Jpeg(4, adobe: 0));
        yield return new("ycck", FuzzKind.Jpeg, Jpeg(4, progressive: true, adobe: 2));
        yield return new("exif", FuzzKind.Jpeg, Jpeg(3, extras: true));
    }

    private static IEnumerable<FuzzSeed> Pngs()
    {
        byte[] palette = [.. Enumerable.Range(0, 256).SelectMany(i => new[] { (byte)i, (byte)(255 - i), (byte)(i / 2) })];
        foreach (var (bits, color) in new[] { (8, 2), (8, 6), (8, 4), (16, 2), (16, 6), (16, 0), (1, 0), (2, 0), (4, 3), (8, 3) })
        {
            foreach (var interlaced in new[] { false, true })
            {
                var colors = palette[..(color == 3 ? 3 << bits : 0)];
                yield return new($"png-{bits}-{color}{(interlaced ? "-interlaced" : "")}", FuzzKind.Png, new PngWriter(
                    Width, Height, bits, color, (x, y, channel) => ((x * 7) + (y * 3) + (channel * 50)) & ((1 << bits) - 1))
                {
                    Interlaced = interlaced,
                    Palette = colors,
                    Transparency = color == 3 ? [0, 128] : [],
                    Before = [("eXIf", ExifData.Orientation(8)), ("gAMA", [0, 1, 0x86, 0xA0])],
                }.Write());
            }
        }
    }

    private static IEnumerable<FuzzSeed> WebPs()
    {
        var lossy = Skia(SKEncodedImageFormat.Webp, 70);
        var lossless = Skia(SKEncodedImageFormat.Webp, 100);
        var clear = Skia(SKEncodedImageFormat.Webp, 70, alpha: 120);
        yield return new("webp", FuzzKind.WebP, lossy);
        yield return new("webp-lossless", FuzzKind.WebP, lossless);
        yield return new("webp-alpha", FuzzKind.WebP, clear);
        yield return new("webp-exif", FuzzKind.WebP, WebPWriter.WithExif(lossy, Width, Height, ExifData.Orientation(5)));
        yield return new("webp-animated", FuzzKind.WebP, WebPWriter.Animated([lossless, lossy, lossless], Width, Height));
    }

    private static IEnumerable<FuzzSeed> Gifs()
    {
        yield return new("gif", FuzzKind.Plain, new GifWriter(Width, Height, 1, (x, y, _) => (byte)((x * y) % 128)).Write());
        yield return new("gif-animated", FuzzKind.Plain, new GifWriter(Width, Height, 4, (x, y, f) => (byte)((x + y + f) % 128)) { TransparentIndex = 3 }.Write());
    }

    private static IEnumerable<FuzzSeed> Bmps()
    {
        static (byte, byte, byte, byte) Color(int x, int y) => ((byte)(4 * x), (byte)(5 * y), 90, (byte)(255 - x));
        yield return new("bmp-8", FuzzKind.Plain, new BmpWriter(Width, Height, 8, Color).Write());
        yield return new("bmp-24", FuzzKind.Plain, new BmpWriter(Width, Height, 24, Color) { TopDown = true }.Write());
        yield return new("bmp-32", FuzzKind.Plain, new BmpWriter(Width, Height, 32, Color) { Alpha = true }.Write());
        byte[] runs = [.. Enumerable.Range(0, Height).SelectMany(row => new byte[] { Width - 4, (byte)row, 0, 3, 1, 2, 3, 0, 0, 0 }), 0, 1];
        yield return new("bmp-rle", FuzzKind.Plain, new BmpWriter(Width, Height, 8, Color) { RunLengthData = runs }.Write());
    }

    private static byte[] Jpeg(int components, bool progressive = false, int? adobe = null, bool extras = false) =>
        new JpegWriter(Width, Height, components, (x, y, component) => (byte)((4 * x) + (3 * y) + (60 * component)))
        {
            Progressive = progressive,
            AdobeTransform = adobe,
            Exif = extras ? ExifData.Orientation(6) : [],
            Icc = extras ? new byte[40] : [],
        }.Write();

    private static byte[] Skia(SKEncodedImageFormat format, int quality, byte alpha = 255)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(Width, Height, SKColorType.Bgra8888, alpha == 255 ? SKAlphaType.Opaque : SKAlphaType.Unpremul));
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                bitmap.SetPixel(x, y, new SKColor((byte)(4 * x), (byte)(5 * y), (byte)(x * y), alpha));
            }
        }

        using var data = bitmap.Encode(format, quality);
        return data.ToArray();
    }
}
