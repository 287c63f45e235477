using System.Text;
using SkiaSharp;

namespace MlNetCnn.AspNetCore.Tests;

/// <summary>Bodies that are images of all kinds, or are not.</summary>
internal static class ImageBodies
{
    private const int Side = 96;

    /// <summary>Images that are scored, and with what codes others are rejected.</summary>
    public static readonly IReadOnlyList<(string Kind, string? Code)> All =
    [
        ("jpeg", null), ("progressive jpeg", null), ("gray jpeg", null), ("cmyk jpeg", null), ("ycck jpeg", null), ("jpeg with a broken profile", null),
        ("jpeg and more", null), ("large jpeg", null),
        ("png", null), ("gray png", null), ("1-bit png", null), ("2-bit png", null), ("4-bit png", null), ("palette png", null), ("interlaced png", null),
        ("16-bit gray png", null), ("16-bit png", null), ("16-bit transparent png", null), ("transparent png", null), ("invisible png", null),
        ("animated png", null), ("png with remarks", null),
        ("webp", null), ("lossless webp", null), ("transparent webp", null), ("animated webp", null),
        ("gif", null), ("animated gif", null), ("bmp", null), ("transparent bmp", null), ("top-down bmp", null),
        ("gray bmp", null), ("bmp of any size", null),
        .. Enumerable.Range(1, 8).Select(i => ($"oriented {i}", (string?)null)),
        .. new[] { 5, 25, 50, 90, 99 }.SelectMany(percent => new[] { "jpeg", "progressive jpeg", "png", "webp", "bmp" }
            .Select(kind => ($"{percent} % of {kind}", (string?)"IMG_TRUNCATED|IMG_CORRUPT"))),
        ("empty", "IMG_EMPTY"), ("one byte", "IMG_UNSUPPORTED"), ("html", "IMG_UNSUPPORTED"), ("text", "IMG_UNSUPPORTED"), ("svg", "IMG_UNSUPPORTED"),
        ("pdf", "IMG_UNSUPPORTED"), ("tiff", "IMG_UNSUPPORTED"), ("avif", "IMG_UNSUPPORTED"), ("heic", "IMG_UNSUPPORTED"), ("zip", "IMG_UNSUPPORTED"),
        ("corrupt png", "IMG_CORRUPT"), ("corrupt header", "IMG_TRUNCATED|IMG_CORRUPT"),
        ("bmp without a width", "IMG_CORRUPT"), ("bmp of a false width", "IMG_TRUNCATED"),
        ("bmp of bad runs", "IMG_TRUNCATED|IMG_CORRUPT"), ("wide bmp", "IMG_TOO_LARGE"),
        ("huge png", "IMG_TOO_LARGE"), ("larger png", "IMG_TOO_LARGE"), ("huge gif", "IMG_TOO_LARGE"), ("51 megapixels", "IMG_TOO_LARGE"),
        ("many scans", "IMG_TOO_LARGE"),
    ];

    public static byte[] Create(string kind)
    {
        if (kind.Split(" % of ") is [var percent, var whole])
        {
            var all = Create(whole);
            return all[..(all.Length * int.Parse(percent, System.Globalization.CultureInfo.InvariantCulture) / 100)];
        }

        using var folder = new TemporaryFolder();
        byte[] Encoded(SKEncodedImageFormat format, int quality = 90, int width = Side, int height = Side) =>
            File.ReadAllBytes(TestPictures.Write(folder.File("encoded"), width, height, format, quality: quality));
        byte[] Transparent(SKEncodedImageFormat format) => File.ReadAllBytes(TestPictures.Write(
            folder.File("transparent"), Side, Side, (x, y) => new SKColor((byte)x, (byte)y, 90, (byte)(x + y)), format));
        byte[] Jpeg(int components, int? transform = null, byte[]? icc = null) =>
            new JpegWriter(Side, Side, components, (x, y, c) => (byte)((x * (c + 1)) + y)) { AdobeTransform = transform, Icc = icc ?? [] }.Write();
        byte[] Gif(int frames) => new GifWriter(Side, Side, frames, (x, y, frame) => (byte)((x * (y + frame)) % 128)).Write();
        BmpWriter Bmp(int bits) => new(Side, Side, bits, (x, y) => ((byte)(x + 50), (byte)(y + 50), 100, (byte)(x + y)));
        int Sample(int x, int y, int channel) => ((x * (channel + 1)) + (2 * y)) & 0xFF;
        PngWriter Png(int bits, int type) => new(
            Side, Side, bits, type, (x, y, c) => bits == 16 ? 257 * Sample(x, y, c) : Sample(x, y, c) >> (8 - bits));
        PngWriter Claimed(int width, int height) => new(8, 8, 8, 2, Sample) { ClaimedSize = (width, height) };

        return kind switch
        {
            "jpeg" => Encoded(SKEncodedImageFormat.Jpeg),
            "progressive jpeg" => TestJpegs.Progressive(Side, Side),
            "gray jpeg" => Jpeg(1),
            "cmyk jpeg" => Jpeg(4, transform: 0),
            "ycck jpeg" => Jpeg(4, transform: 2),
            "jpeg with a broken profile" => Jpeg(3, icc: [1, 2, 3]),
            "jpeg and more" => [.. Encoded(SKEncodedImageFormat.Jpeg), .. new byte[1000]],
            "large jpeg" => Encoded(SKEncodedImageFormat.Jpeg, width: 2400, height: 1300),
            "many scans" => TestJpegs.Progressive(64, 64, lastScanCount: 94),
            "png" => Encoded(SKEncodedImageFormat.Png),
            "gray png" => Png(8, 0).Write(),
            "1-bit png" => Png(1, 0).Write(),
            "2-bit png" => Png(2, 0).Write(),
            "4-bit png" => Png(4, 0).Write(),
            "palette png" => new PngWriter(Side, Side, 2, 3, (x, y, _) => (x + y) % 4)
            {
                Palette = [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9], Transparency = [255, 128, 0],
            }.Write(),
            "interlaced png" => new PngWriter(Side, Side, 8, 2, Sample) { Interlaced = true }.Write(),
            "16-bit gray png" => Png(16, 0).Write(),
            "16-bit png" => Png(16, 2).Write(),
            "16-bit transparent png" => Png(16, 6).Write(),
            "transparent png" => Png(8, 6).Write(),
            "invisible png" => new PngWriter(Side, Side, 8, 6, (x, y, c) => c == 3 ? 0 : Sample(x, y, c)).Write(),
            "animated png" => new PngWriter(Side, Side, 8, 2, Sample) { Before = [("acTL", [0, 0, 0, 2, 0, 0, 0, 0])] }.Write(),
            "png with remarks" => new PngWriter(Side, Side, 8, 2, Sample) { Before = [("tEXt", new byte[100_000])] }.Write(),
            "webp" => Encoded(SKEncodedImageFormat.Webp),
            "lossless webp" => Encoded(SKEncodedImageFormat.Webp, quality: 100),
            "transparent webp" => Transparent(SKEncodedImageFormat.Webp),
            "animated webp" => WebPWriter.Animated([Encoded(SKEncodedImageFormat.Webp), Encoded(SKEncodedImageFormat.Webp, 50)], Side, Side),
            "gif" => Gif(1),
            "animated gif" => Gif(5),
            "bmp" => Bmp(24).Write(),
            "gray bmp" => Bmp(8).Write(),
            "transparent bmp" => new BmpWriter(Side, Side, 32, (x, y) => ((byte)x, (byte)y, 100, (byte)(x + y))) { Alpha = true }.Write(),
            "top-down bmp" => new BmpWriter(Side, Side, 24, (x, y) => ((byte)x, (byte)y, 100, 255)) { TopDown = true }.Write(),
            "bmp of any size" => new BmpWriter(Side, Side, 24, (x, y) => ((byte)x, (byte)y, 100, 255)) { ClaimedBytes = 1 }.Write(),
            "bmp without a width" => new BmpWriter(Side, Side, 24, (x, y) => ((byte)x, (byte)y, 100, 255)) { ClaimedWidth = 0 }.Write(),
            "bmp of a false width" => new BmpWriter(Side, Side, 24, (x, y) => ((byte)x, (byte)y, 100, 255)) { ClaimedWidth = 500 }.Write(),
            "wide bmp" => new BmpWriter(Side, Side, 24, (x, y) => ((byte)x, (byte)y, 100, 255)) { ClaimedWidth = 60_000 }.Write(),
            "bmp of bad runs" => new BmpWriter(Side, Side, 8, (_, _) => (0, 0, 0, 255)) { RunLengthData = [] }.Write(),
            "empty" => [],
            "one byte" => [0xFF],
            "html" => "<!DOCTYPE html><html><body>404</body></html>"u8.ToArray(),
            "text" => "just a note"u8.ToArray(),
            "svg" => "<svg xmlns='http://www.w3.org/2000/svg'/>"u8.ToArray(),
            "pdf" => "%PDF-1.7 ..."u8.ToArray(),
            "tiff" => "II*\0aaaaaaaaaaaa"u8.ToArray(),
            "avif" => "\0\0\0\u0018ftypavif\0\0\0\0"u8.ToArray(),
            "heic" => "\0\0\0\u0018ftypheic\0\0\0\0"u8.ToArray(),
            "zip" => Encoding.Latin1.GetBytes("PK\u0003\u0004............"),
            "corrupt png" => Damaged(Encoded(SKEncodedImageFormat.Png)),
            "corrupt header" => [0x89, .. "PNG\r\n\u001A\nnothing of a header"u8],
            "huge png" => Claimed(30_000, 30_000).Write(),
            "larger png" => Claimed(50_000, 50_000).Write(),
            "51 megapixels" => Claimed(10_200, 5_000).Write(),
            "huge gif" => Damaged(Gif(1), 6, 4, 0xFF),
            _ when kind.StartsWith("oriented ", StringComparison.Ordinal) => File.ReadAllBytes(TestPictures.WithOrientation(
                folder.File("oriented"), TestPictures.Write(folder.File("upright"), Side, Side / 2, SKEncodedImageFormat.Jpeg), kind[^1] - '0')),
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, null),
        };
    }

    /// <summary>An image whose decoding takes a thread some tenths of a second.</summary>
    public static byte[] Slow { get; } = CreateSlow();

    private static byte[] CreateSlow()
    {
        using var bitmap = new SKBitmap(7000, 7000);
        bitmap.Erase(SKColors.SeaGreen);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static byte[] Damaged(byte[] bytes) => Damaged(bytes, bytes.Length / 2, 40, 0x55);

    private static byte[] Damaged(byte[] bytes, int start, int count, byte value)
    {
        bytes.AsSpan(start, count).Fill(value);
        return bytes;
    }
}
