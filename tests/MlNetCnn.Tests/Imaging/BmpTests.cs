using Xunit;

namespace MlNetCnn.Tests;

public sealed class BmpTests : IDisposable
{
    private const int Side = Decoding.Side;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int, bool, bool> Layouts() => new()
    {
        { 8, false, false }, { 24, false, false }, { 24, true, false }, { 32, false, false }, { 32, true, false }, { 32, false, true }, { 32, true, true },
    };

    [Theory]
    [MemberData(nameof(Layouts))]
    public void Decode_AnyLayout_ShowsTheImage(int bits, bool topDown, bool alpha)
    {
        var path = Write(new BmpWriter(Side, Side, bits, Color) { TopDown = topDown, Alpha = alpha });
        var pixels = Decoding.Pixels(path);
        var (red, green, blue) = Decoding.At(pixels, 9, 20);
        Assert.Equal((9f, 20f, 180f), bits == 8 ? (red, 20f, 180f) : (red, green, blue));
        Assert.Equal(ImageTraits.None, Decoding.Traits(path));
        StockPixels.AssertNear(StockPixels.Read(path, 20, 20, ResizeMode.Crop), Decoding.Pixels(path, 20));
    }

    [Fact]
    public void Decode_Alpha_ShowsTheBackground()
    {
        var path = Write(new BmpWriter(Side, Side, 32, (x, y) => (10, 20, 30, (byte)(x == 0 ? 0 : 255))) { Alpha = true });
        Assert.Equal((255f, 255f, 255f), Decoding.At(Decoding.Pixels(path), 0, 7));
        Assert.Equal((10f, 20f, 30f), Decoding.At(Decoding.Pixels(path), 1, 7));
        StockPixels.AssertNear(StockPixels.Read(path, 20, 20, ResizeMode.Crop), Decoding.Pixels(path, 20, ImageDecoderOptions.MlNetCompatible));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(uint.MaxValue)]
    public void Decode_WrongFileSizeInTheHeader_DoesNotMatter(uint bytes) =>
        Assert.Equal((9f, 20f, 180f), Decoding.At(Decoding.Pixels(Write(new BmpWriter(Side, Side, 24, Color) { ClaimedBytes = bytes })), 9, 20));

    [Theory]
    [InlineData(0, "IMG_CORRUPT")]
    [InlineData(-5, "IMG_CORRUPT")]
    [InlineData(int.MinValue, "IMG_CORRUPT")]
    [InlineData(60_000, "IMG_TOO_LARGE")]
    [InlineData(500, "IMG_TRUNCATED")]
    public void Decode_WrongWidth_IsRejected(int width, string code) =>
        Assert.Equal(code, Decoding.Error(Write(new BmpWriter(Side, Side, 24, Color) { ClaimedWidth = width }))?.Code);

    [Fact]
    public void Decode_RunLengths_ShowTheImage()
    {
        // Each row: Side pixels of one gray level, end of line; then the end of the image.
        byte[] runs = [.. Enumerable.Range(0, Side).SelectMany(row => new byte[] { Side, (byte)(row * 3), 0, 0 }), 0, 1];
        var path = Write(new BmpWriter(Side, Side, 8, Color) { RunLengthData = runs });
        Assert.Equal((93f, 93f, 93f), Decoding.At(Decoding.Pixels(path), 5, 0));
        Assert.Equal((0f, 0f, 0f), Decoding.At(Decoding.Pixels(path), 5, Side - 1));
    }

    [Theory]
    [InlineData(new byte[] { 255, 7, 255, 7, 255, 7 })]
    [InlineData(new byte[] { 0, 2, 255, 255, 9, 9 })]
    [InlineData(new byte[] { 0, 200, 1, 2, 3 })]
    [InlineData(new byte[0])]
    public void Decode_BadRunLengths_AreRejectedOrStayWithinTheImage(byte[] runs)
    {
        var path = Write(new BmpWriter(Side, Side, 8, Color) { RunLengthData = runs });
        var error = Decoding.Error(path);
        Assert.True(error is null or { Code: "IMG_TRUNCATED" or "IMG_CORRUPT" }, $"{error}");
    }

    public void Dispose() => _folder.Dispose();

    private static (byte Red, byte Green, byte Blue, byte Alpha) Color(int x, int y) => ((byte)x, (byte)y, 180, 255);

    private string Write(BmpWriter writer)
    {
        var path = _folder.File("picture.bmp");
        File.WriteAllBytes(path, writer.Write());
        return path;
    }
}
