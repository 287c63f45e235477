using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class ImageDecoderTests : IDisposable
{
    private const int Side = 32;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Decode_TruncatedAnywhere_IsRejected(SKEncodedImageFormat format)
    {
        var whole = File.ReadAllBytes(TestPictures.Write(_folder.File("whole"), 300, 200, format));
        foreach (var percent in new[] { 5, 25, 50, 90, 99 })
        {
            var path = _folder.File($"cut{percent}");
            File.WriteAllBytes(path, whole[..(whole.Length * percent / 100)]);
            var fault = Decode(path);
            Assert.True(fault?.Code is "IMG_TRUNCATED" or "IMG_CORRUPT", $"{percent} %: {fault}");
            if (percent >= 25)
            {
                Assert.Equal("IMG_TRUNCATED", fault!.Code);
            }
        }
    }

    [Fact]
    public void Decode_JpegWithoutItsLastBytes_IsTruncated()
    {
        var whole = File.ReadAllBytes(TestPictures.Write(_folder.File("whole.jpg"), 300, 200, SKEncodedImageFormat.Jpeg));
        File.WriteAllBytes(_folder.File("cut.jpg"), whole[..^2]);
        Assert.Equal("IMG_TRUNCATED", Decode(_folder.File("cut.jpg"))?.Code);
        Assert.Null(Decode(_folder.File("cut.jpg"), new ImageDecoderOptions { AllowTruncated = true }));
    }

    [Fact]
    public void Decode_JpegWithDataBehindItsEnd_IsAccepted()
    {
        var whole = File.ReadAllBytes(TestPictures.Write(_folder.File("whole.jpg"), 300, 200, SKEncodedImageFormat.Jpeg));
        File.WriteAllBytes(_folder.File("more.jpg"), [.. whole, .. new byte[1000]]);
        Assert.Null(Decode(_folder.File("more.jpg")));
    }

    [Fact]
    public void Decode_EmptyFile_SaysEmpty()
    {
        File.WriteAllBytes(_folder.File("empty.jpg"), []);
        Assert.Equal("IMG_EMPTY", Decode(_folder.File("empty.jpg"))?.Code);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html><body>404</body></html>", "HTML")]
    [InlineData("just a note", "text")]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG")]
    [InlineData("%PDF-1.7 ...", "PDF")]
    [InlineData("II*\0aaaaaaaaaaaa", "TIFF")]
    [InlineData("\0\0\0\u0018ftypavif\0\0\0\0", "AVIF")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0", "HEIC")]
    public void Decode_AnythingElse_SaysWhatItLooksLike(string content, string word)
    {
        File.WriteAllText(_folder.File("photo.jpg"), content);
        var fault = Decode(_folder.File("photo.jpg"));
        Assert.Equal("IMG_UNSUPPORTED", fault?.Code);
        Assert.Contains(word, fault!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_MissingFileOrFolder_SaysSo()
    {
        Assert.Equal("IMG_NOT_FOUND", Decode(_folder.File("none.jpg"))?.Code);
        Assert.Equal("IMG_NOT_FOUND", Decode(_folder.File("none/none.jpg"))?.Code);
        Assert.Equal("IMG_UNSUPPORTED", Decode(_folder.Root)?.Code);
    }

    [Fact]
    public void Decode_HugePictureInSmallFile_IsRejectedBeforeDecoding()
    {
        var path = TestPictures.Write(_folder.File("small.png"), 40, 40, (_, _) => SKColors.Red);
        var bytes = File.ReadAllBytes(path);

        // The width and height of a PNG stand at byte 16, big-endian; its checksum behind them is made right again.
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(16), 30_000);
        System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(20), 30_000);
        System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(29), Crc32(bytes.AsSpan(12, 17)));
        File.WriteAllBytes(path, bytes);
        Assert.Equal("IMG_TOO_LARGE", Decode(path)?.Code);
    }

    [Fact]
    public void Decode_FileOverTheByteLimit_IsRejected()
    {
        var path = TestPictures.Write(_folder.File("a.jpg"), 300, 200, SKEncodedImageFormat.Jpeg);
        Assert.Equal("IMG_TOO_LARGE", Decode(path, new ImageDecoderOptions { MaxFileBytes = 1000 })?.Code);
    }

    [Fact]
    public void Decode_ExifOrientation_EqualsThePictureTurnedBeforehand()
    {
        // 1 to 8 as in CIPA DC-008: where the upright picture's pixel (x, y) is stored.
        Func<int, int, int, int, (int X, int Y)>[] stored =
        [
            (x, y, w, h) => (x, y), (x, y, w, h) => (w - 1 - x, y), (x, y, w, h) => (w - 1 - x, h - 1 - y), (x, y, w, h) => (x, h - 1 - y),
            (x, y, w, h) => (y, x), (x, y, w, h) => (y, w - 1 - x), (x, y, w, h) => (h - 1 - y, w - 1 - x), (x, y, w, h) => (h - 1 - y, x),
        ];
        using var photo = SKBitmap.Decode(Repository.Photos(1)[0]);
        for (var orientation = 1; orientation <= 8; orientation++)
        {
            var (width, height) = (96, 64);
            var (storedWidth, storedHeight) = orientation > 4 ? (height, width) : (width, height);
            var map = stored[orientation - 1];
            var pixels = new SKColor[storedWidth, storedHeight];
            for (var y = 0; y < height; y++)
            {
                for (var x = 0; x < width; x++)
                {
                    var (sx, sy) = map(x, y, width, height);
                    pixels[sx, sy] = photo.GetPixel(x, y);
                }
            }

            // Stored as JPEG, decoded once, turned by this test, stored without loss: both files hold the same pixels.
            var jpeg = TestPictures.Write(_folder.File("stored.jpg"), storedWidth, storedHeight, (x, y) => pixels[x, y], SKEncodedImageFormat.Jpeg);
            using var decoded = SKBitmap.Decode(jpeg);
            var upright = TestPictures.Write(_folder.File("upright.png"), width, height, (x, y) =>
            {
                var (sx, sy) = map(x, y, width, height);
                return decoded.GetPixel(sx, sy);
            });
            var turned = TestPictures.WithOrientation(_folder.File("turned.jpg"), jpeg, orientation);
            Assert.Equal(Pixels(upright), Pixels(turned));
        }
    }

    [Theory]
    [InlineData(Side)]
    [InlineData(3 * Side)]
    public void Decode_Transparency_ShowsTheBackground(int size)
    {
        var path = TestPictures.Write(_folder.File("clear.png"), size, size, (_, _) => SKColors.Transparent);
        Assert.All(Pixels(path), value => Assert.Equal(255, value));
        var half = TestPictures.Write(_folder.File("half.png"), size, size, (_, _) => new SKColor(0, 0, 0, 128));
        Assert.All(Pixels(half), value => Assert.InRange(value, 126, 128));
        var gray = new ImageDecoderOptions { Background = 0x102030 };
        var plane = Side * Side;
        var pixels = Pixels(path, gray);
        Assert.Equal([16f, 32f, 48f], [pixels[0], pixels[plane], pixels[2 * plane]]);
    }

    [Fact]
    public void Decode_LargeJpeg_DecodedScaledLooksTheSame()
    {
        var path = TestPictures.Write(_folder.File("large.jpg"), 4000, 3000, SKEncodedImageFormat.Jpeg);
        using var decoder = new ImageDecoder(224, 224, ResizeMode.Crop, ImageDecoderOptions.Default);
        var pixels = new float[decoder.PixelLength];
        Assert.Null(decoder.Decode(path, pixels));
        var stock = StockPixels.Read(path, 224, 224, ResizeMode.Crop);
        var meanDifference = pixels.Zip(stock, (a, b) => Math.Abs(a - b)).Average();
        Assert.InRange(meanDifference, 0, 2);
    }

    [Fact]
    public void Decode_UnreadableFile_IsDenied()
    {
        if (OperatingSystem.IsWindows() || Environment.UserName == "root")
        {
            Assert.Skip("permissions do not bind this user");
            return;
        }

        var path = TestPictures.Write(_folder.File("a.jpg"), 30, 20, SKEncodedImageFormat.Jpeg);
        File.SetUnixFileMode(path, UnixFileMode.None);
        Assert.Equal("IMG_DENIED", Decode(path)?.Code);
    }

    public void Dispose() => _folder.Dispose();

    private static ImageFault? Decode(string path, ImageDecoderOptions? options = null)
    {
        using var decoder = new ImageDecoder(Side, Side, ResizeMode.Crop, options ?? ImageDecoderOptions.Default);
        return decoder.Decode(path, new float[decoder.PixelLength]);
    }

    private static float[] Pixels(string path, ImageDecoderOptions? options = null)
    {
        using var decoder = new ImageDecoder(Side, Side, ResizeMode.Crop, options ?? ImageDecoderOptions.Default);
        var pixels = new float[decoder.PixelLength];
        Assert.Null(decoder.Decode(path, pixels));
        return pixels;
    }

    private static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (0 - (crc & 1)));
            }
        }

        return ~crc;
    }
}
