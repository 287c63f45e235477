using Xunit;

namespace MlNetCnn.Tests;

public sealed class JpegKindTests : IDisposable
{
    private const int Side = 64;

    // Rounding of colors, of the cosine transform and of its inverse, each by less than one.
    private const float Tolerance = 3;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Decode_Progressive_EqualsItsSource()
    {
        var photo = TestJpegs.Photo(Side, Side);
        var pixels = Decoding.Pixels(Write(TestJpegs.Progressive(Side, Side)), Side);
        AssertNear((x, y) => (photo[x, y, 0], photo[x, y, 1], photo[x, y, 2]), pixels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Decode_FourInksInvertedByAdobe_EqualsTheirColors(int transform)
    {
        var pixels = Decoding.Pixels(Write(FourInks(transform)), Side);
        AssertNear(
            (x, y) =>
            {
                var (cyan, magenta, yellow, black) = Inks(x, y);
                return ((255 - cyan) * (255 - black) / 255f, (255 - magenta) * (255 - black) / 255f, (255 - yellow) * (255 - black) / 255f);
            },
            pixels);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Decode_FourInks_EqualsMlNet(int transform)
    {
        var path = Write(FourInks(transform));
        StockPixels.AssertNear(StockPixels.Read(path, 48, 48, ResizeMode.Crop), Decoding.Pixels(path, 48));
    }

    [Fact]
    public void Decode_Gray_IsRepeatedInEveryChannel()
    {
        var path = Write(new JpegWriter(Side, Side, 1, (x, y, _) => (byte)((2 * x) + y)).Write());
        AssertNear((x, y) => ((2 * x) + y, (2 * x) + y, (2 * x) + y), Decoding.Pixels(path, Side));
        StockPixels.AssertNear(StockPixels.Read(path, 48, 48, ResizeMode.Crop), Decoding.Pixels(path, 48));
    }

    [Fact]
    public void Decode_AHundredScans_AreRefused()
    {
        Assert.Null(Decoding.Error(Write(TestJpegs.Progressive(Side, Side, lastScanCount: 93))));
        var error = Decoding.Error(Write(TestJpegs.Progressive(Side, Side, lastScanCount: 94)));
        Assert.Equal("IMG_TOO_LARGE", error?.Code);
        Assert.Contains("scans", error!.Reason, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertNear(Func<int, int, (float Red, float Green, float Blue)> expected, float[] pixels)
    {
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                var (red, green, blue) = expected(x, y);
                var actual = Decoding.At(pixels, x, y, Side);
                Assert.InRange(actual.Red, red - Tolerance, red + Tolerance);
                Assert.InRange(actual.Green, green - Tolerance, green + Tolerance);
                Assert.InRange(actual.Blue, blue - Tolerance, blue + Tolerance);
            }
        }
    }

    private static (int Cyan, int Magenta, int Yellow, int Black) Inks(int x, int y) => (3 * x, 3 * y, 255 - (2 * x), x + y);

    /// <summary>Adobe stores 255 minus the ink; with the transform, cyan, magenta and yellow are converted to YCbCr as if they were RGB.</summary>
    private static byte[] FourInks(int transform) => new JpegWriter(Side, Side, 4, (x, y, component) =>
    {
        var (cyan, magenta, yellow, black) = Inks(x, y);
        if (component == 3)
        {
            return (byte)(255 - black);
        }

        return transform == 0
            ? (byte)(255 - (component == 0 ? cyan : component == 1 ? magenta : yellow))
            : TestJpegs.YCbCr(cyan, magenta, yellow)[component];
    })
    { AdobeTransform = transform }.Write();

    private string Write(byte[] bytes)
    {
        var path = _folder.File("picture.jpg");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
