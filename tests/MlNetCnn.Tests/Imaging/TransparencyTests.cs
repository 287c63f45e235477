using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class TransparencyTests : IDisposable
{
    private const int Side = Decoding.Side;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<SKEncodedImageFormat, int, ResizeMode> Pictures()
    {
        var data = new TheoryData<SKEncodedImageFormat, int, ResizeMode>();
        foreach (var mode in Enum.GetValues<ResizeMode>())
        {
            data.Add(SKEncodedImageFormat.Png, Side, mode);
            data.Add(SKEncodedImageFormat.Png, 3 * Side, mode);
            data.Add(SKEncodedImageFormat.Webp, Side, mode);
            data.Add(SKEncodedImageFormat.Webp, 3 * Side, mode);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Decode_FullyTransparent_ShowsTheBackgroundAndSaysSo(SKEncodedImageFormat format, int size, ResizeMode mode)
    {
        var path = TestPictures.Write(_folder.File("clear"), size, size, (_, _) => SKColors.Transparent, format);
        Assert.All(Decoding.Pixels(path, mode: mode), value => Assert.Equal(255, value));
        var options = new ImageDecoderOptions { Background = 0x102030 };
        Assert.Equal((16f, 32f, 48f), Decoding.At(Decoding.Pixels(path, Side, options, mode), 3, 4));
        Assert.Equal(ImageTraits.Transparent | ImageTraits.FullyTransparent | ImageTraits.DiffersFromMlNet, Decoding.Traits(path));
        AssertStock(path, mode);
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Decode_HalfTransparent_MixesWithTheBackground(SKEncodedImageFormat format, int size, ResizeMode mode)
    {
        var path = TestPictures.Write(_folder.File("half"), size, size, (_, _) => new SKColor(0, 0, 200, 128), format);
        var (red, green, blue) = Decoding.At(Decoding.Pixels(path, mode: mode), 3, 4);
        Assert.InRange(red, 126, 128);
        Assert.InRange(green, 126, 128);
        Assert.InRange(blue, 225, 230);
        AssertStock(path, mode);
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Decode_AlphaChannelWithoutTransparency_EqualsMlNetUnchanged(SKEncodedImageFormat format, int size, ResizeMode mode)
    {
        // A single pixel that is nearly opaque would count; here all are opaque, although the file has an alpha channel.
        var path = TestPictures.Write(_folder.File("opaque"), size, size, (x, y) => new SKColor((byte)(2 * x), (byte)(2 * y), 90), format);
        Assert.Equal(ImageTraits.None, Decoding.Traits(path));
        StockPixels.AssertNear(StockPixels.Read(path, Side, Side, mode), Decoding.Pixels(path, mode: mode));
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertStock(string path, ResizeMode mode)
    {
        StockPixels.AssertNear(StockPixels.Read(path, Side, Side, mode), Decoding.Pixels(path, Side, ImageDecoderOptions.MlNetCompatible, mode));
        Assert.False(Decoding.Traits(path, ImageDecoderOptions.MlNetCompatible).HasFlag(ImageTraits.DiffersFromMlNet));
    }
}
