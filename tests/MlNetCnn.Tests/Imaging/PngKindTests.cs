using Xunit;

namespace MlNetCnn.Tests;

public sealed class PngKindTests : IDisposable
{
    private const int Side = Decoding.Side;

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(6)]
    public void Decode_SixteenBits_AreScaledNotClipped(int colorType)
    {
        // From 0 to 65535 along the diagonal; the channels run in opposite directions.
        static int Sample(int x, int y, int channel) => channel == 3 ? 65535 : Math.Abs((channel % 2 * 65535) - ((x + y) * 65535 / (2 * (Side - 1))));
        var path = Write(new PngWriter(Side, Side, 16, colorType, Sample).Write());
        var pixels = Decoding.Pixels(path);
        for (var i = 0; i < Side; i++)
        {
            var (red, green, blue) = Decoding.At(pixels, i, i);
            Assert.InRange(red, (Sample(i, i, 0) / 257f) - 1, (Sample(i, i, 0) / 257f) + 1);
            Assert.InRange(green, (Sample(i, i, colorType == 0 ? 0 : 1) / 257f) - 1, (Sample(i, i, colorType == 0 ? 0 : 1) / 257f) + 1);
            Assert.InRange(blue, (Sample(i, i, 0) / 257f) - 1, (Sample(i, i, 0) / 257f) + 1);
        }

        AssertStock(path);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Decode_GrayOfFewBits_FillsTheRange(int bits)
    {
        var max = (1 << bits) - 1;
        var path = Write(new PngWriter(Side, Side, bits, 0, (x, y, _) => (x + y) & max).Write());
        var pixels = Decoding.Pixels(path);
        for (var x = 0; x < Side; x++)
        {
            var expected = (float)(x & max) * 255 / max;
            Assert.Equal((expected, expected, expected), Decoding.At(pixels, x, 0));
        }

        AssertStock(path);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    public void Decode_PaletteWithTransparency_ShowsColorsAndBackground(int bits)
    {
        // The first color is transparent, the second half transparent, the others are opaque.
        var colors = 1 << bits;
        byte[] palette = [.. Enumerable.Range(0, colors).SelectMany(i => new[] { (byte)(10 + i), (byte)(250 - i), (byte)100 })];
        var path = Write(new PngWriter(Side, Side, bits, 3, (x, _, _) => x % colors) { Palette = palette, Transparency = [0, 128] }.Write());
        var pixels = Decoding.Pixels(path);
        Assert.Equal((255f, 255f, 255f), Decoding.At(pixels, 0, 0));
        var (red, green, blue) = Decoding.At(pixels, 1, 0);
        Assert.InRange(red, 131, 135);
        Assert.InRange(green, 250, 254);
        Assert.InRange(blue, 175, 179);
        if (colors > 2)
        {
            Assert.Equal((12f, 248f, 100f), Decoding.At(pixels, 2, 0));
        }

        Assert.Equal(ImageTraits.Transparent | ImageTraits.DiffersFromMlNet, Decoding.Traits(path));
        AssertStock(path);
    }

    [Fact]
    public void Decode_TransparentColor_ShowsTheBackground()
    {
        var path = Write(new PngWriter(Side, Side, 8, 2, (x, _, channel) => x == 0 ? 50 : 10 * channel) { Transparency = [0, 50, 0, 50, 0, 50] }.Write());
        var pixels = Decoding.Pixels(path);
        Assert.Equal((255f, 255f, 255f), Decoding.At(pixels, 0, 5));
        Assert.Equal((0f, 10f, 20f), Decoding.At(pixels, 1, 5));
        AssertStock(path);
    }

    [Theory]
    [InlineData(8, 0)]
    [InlineData(8, 2)]
    [InlineData(8, 3)]
    [InlineData(8, 4)]
    [InlineData(8, 6)]
    [InlineData(16, 2)]
    [InlineData(2, 0)]
    public void Decode_Interlaced_EqualsThePlainFile(int bits, int colorType)
    {
        byte[] palette = colorType == 3 ? [.. Enumerable.Range(0, 256).SelectMany(i => new[] { (byte)i, (byte)(255 - i), (byte)(i / 2) })] : [];
        PngWriter Image(bool interlaced) => new(37, 41, bits, colorType, (x, y, channel) => ((x * 7919) + (y * 104_729) + channel) & ((1 << bits) - 1))
        {
            Palette = palette,
            Interlaced = interlaced,
        };
        var plain = Decoding.Pixels(Write(Image(false).Write()));
        var path = Write(Image(true).Write());
        Assert.Equal(plain, Decoding.Pixels(path));
        AssertStock(path);
    }

    [Fact]
    public void Decode_FiveSixFiveSignificantBits_EqualsMlNet() => AssertStock(Write(
        new PngWriter(Side, Side, 8, 2, (x, y, channel) => (x * 5) + y + channel) { Before = [("sBIT", [5, 6, 5])] }.Write()));

    [Fact]
    public void Decode_Animated_ShowsTheDefaultImage()
    {
        static int Sample(int x, int y, int channel) => (x * 3) + (y * 2) + channel;
        var plain = Decoding.Pixels(Write(new PngWriter(Side, Side, 8, 2, Sample).Write()));
        byte[] size = [0, 0, 0, Side, 0, 0, 0, Side, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 10, 0, 0];
        (string, byte[]) Frame(uint sequence, byte[] data) => ("fdAT", [.. new ByteWriter().Big32(sequence).ToArray(), .. data]);
        var other = PngWriter.Compress(new byte[Side * ((3 * Side) + 1)]);
        var animated = new PngWriter(Side, Side, 8, 2, Sample)
        {
            Before = [("acTL", [0, 0, 0, 2, 0, 0, 0, 0]), ("fcTL", [0, 0, 0, 0, .. size])],
            Behind = [("fcTL", [0, 0, 0, 1, .. size]), Frame(2, other)],
        };
        Assert.Equal(plain, Decoding.Pixels(Write(animated.Write())));
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertStock(string path)
    {
        foreach (var side in new[] { Side, 20 })
        {
            StockPixels.AssertNear(StockPixels.Read(path, side, side, ResizeMode.Crop), Decoding.Pixels(path, side, ImageDecoderOptions.MlNetCompatible));
        }
    }

    private string Write(byte[] bytes)
    {
        var path = _folder.File("picture.png");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
