using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class OrientationTests : IDisposable
{
    private const int Width = 96;
    private const int Height = 64;

    // 1 to 8 as in CIPA DC-008: where the oriented image's pixel (x, y) is stored.
    private static readonly Func<int, int, (int X, int Y)>[] Stored =
    [
        (x, y) => (x, y), (x, y) => (Width - 1 - x, y), (x, y) => (Width - 1 - x, Height - 1 - y), (x, y) => (x, Height - 1 - y),
        (x, y) => (y, x), (x, y) => (y, Width - 1 - x), (x, y) => (Height - 1 - y, Width - 1 - x), (x, y) => (Height - 1 - y, x),
    ];

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, bool> Files() => new()
    {
        { "jpeg", false }, { "jpeg", true }, { "webp", false }, { "webp", true }, { "png", false }, { "png", true },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public void Decode_ExifOrientation_EqualsTheImageTurnedBeforehand(string format, bool littleEndian)
    {
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            var stored = WriteStored(format, orientation);
            using var decoded = SKBitmap.Decode(stored);

            // Decoded once, rotated by this test, stored without loss: both files have the same pixels.
            var map = Stored[orientation - 1];
            var oriented = TestPictures.Write(_folder.File("upright.png"), Width, Height, (x, y) => decoded.GetPixel(map(x, y).X, map(x, y).Y));
            var exif = ExifData.Orientation(orientation, littleEndian);
            var turned = WithExif(format, stored, decoded.Width, decoded.Height, exif);
            Assert.Equal(Decoding.Pixels(oriented), Decoding.Pixels(turned));
            var expected = orientation == 1 ? ImageTraits.None : ImageTraits.Oriented | ImageTraits.DiffersFromMlNet;
            Assert.Equal(expected, Decoding.Traits(turned));
            StockPixels.AssertNear(StockPixels.Read(turned, 32, 32, ResizeMode.Crop), Decoding.Pixels(turned, 32, ImageDecoderOptions.MlNetCompatible));
            Assert.Equal(ImageTraits.None, Decoding.Traits(turned, ImageDecoderOptions.MlNetCompatible));
        }
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("webp")]
    [InlineData("png")]
    public void Decode_DamagedExif_IsIgnored(string format)
    {
        var stored = WriteStored(format, 1);
        var whole = Decoding.Pixels(stored);
        var good = ExifData.Orientation(6);
        var offset = good.ToArray();
        offset[4] = 0x7F;
        var value = good.ToArray();
        value[19] = 9;
        var type = good.ToArray();
        type[13] = 7;
        var order = good.ToArray();
        order[0] = (byte)'X';
        byte[][] damaged = [[], [1], good[..8], good[..12], good[..17], offset, value, type, order, [.. "II*\0"u8, 0xFF, 0xFF, 0xFF, 0xFF]];
        foreach (var exif in damaged)
        {
            Assert.Equal(whole, Decoding.Pixels(WithExif(format, stored, Width, Height, exif)));
        }
    }

    [Fact]
    public void Read_OrientationAfterOtherEntries_IsFound()
    {
        byte[] exif =
        [
            .. "Exif\0\0II*\0"u8, 8, 0, 0, 0, 2, 0,
            0x0F, 0x01, 2, 0, 4, 0, 0, 0, (byte)'A', (byte)'B', (byte)'C', 0, 0x12, 0x01, 3, 0, 1, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0,
        ];
        Assert.Equal(SKEncodedOrigin.LeftBottom, ExifOrientation.Read(exif));
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Chunk(byte[] data)
    {
        byte[] covered = [.. "eXIf"u8, .. data];
        return new ByteWriter().Big32((uint)data.Length).Add(covered).Big32(Crc32.Append(0, covered)).ToArray();
    }

    private string WriteStored(string format, int orientation)
    {
        using var photo = SKBitmap.Decode(Repository.Photos(1)[0]);
        var map = Stored[orientation - 1];
        var (width, height) = orientation > 4 ? (Height, Width) : (Width, Height);
        var pixels = new SKColor[width, height];
        for (var y = 0; y < Height; y++)
        {
            for (var x = 0; x < Width; x++)
            {
                var (storedX, storedY) = map(x, y);
                pixels[storedX, storedY] = photo.GetPixel(x, y);
            }
        }

        var encoded = format switch { "jpeg" => SKEncodedImageFormat.Jpeg, "webp" => SKEncodedImageFormat.Webp, _ => SKEncodedImageFormat.Png };
        return TestPictures.Write(_folder.File("stored"), width, height, (x, y) => pixels[x, y], encoded);
    }

    private string WithExif(string format, string stored, int width, int height, byte[] exif)
    {
        var bytes = File.ReadAllBytes(stored);
        byte[] app1 = [.. "Exif\0\0"u8, .. exif];
        byte[] turned = format switch
        {
            "jpeg" => [.. bytes[..2], 0xFF, 0xE1, .. new ByteWriter().Big16(app1.Length + 2).ToArray(), .. app1, .. bytes[2..]],
            "webp" => WebPWriter.WithExif(bytes, width, height, exif),

            // After the pixels and before IEND, where some programs write it.
            _ => [.. bytes[..^12], .. Chunk(exif), .. bytes[^12..]],
        };
        File.WriteAllBytes(_folder.File("turned"), turned);
        return _folder.File("turned");
    }
}
