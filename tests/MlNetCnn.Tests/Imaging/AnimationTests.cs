using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Only the first frame of an animation is used, and the others are not even read.</summary>
public sealed class AnimationTests : IDisposable
{
    private const int Side = Decoding.Side;

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Decode_AnimatedGif_ShowsTheFirstFrame()
    {
        var path = _folder.File("a.gif");
        File.WriteAllBytes(path, Gif(1));
        var still = Decoding.Pixels(path);
        var color = GifWriter.Color(11);
        Assert.Equal((color.Red, color.Green, color.Blue), Decoding.At(still, 5, 6));
        File.WriteAllBytes(path, Gif(50));
        Assert.Equal(still, Decoding.Pixels(path));
        Assert.Equal(ImageTraits.None, Decoding.Traits(path));
        StockPixels.AssertNear(StockPixels.Read(path, Side, Side, ResizeMode.Crop), still);
    }

    [Fact]
    public void Decode_GifWithLaterFramesDamaged_IsWhole()
    {
        var path = _folder.File("a.gif");
        File.WriteAllBytes(path, Gif(1));
        var still = Decoding.Pixels(path);

        // If any later frame were decoded, this would fail.
        var bytes = Gif(50);
        bytes.AsSpan(bytes.Length / 25).Fill(0xEE);
        File.WriteAllBytes(path, bytes);
        Assert.Equal(still, Decoding.Pixels(path));
    }

    [Fact]
    public void Decode_GifWithTransparentColor_ShowsTheBackground()
    {
        var path = _folder.File("a.gif");
        File.WriteAllBytes(path, new GifWriter(Side, Side, 1, (x, _, _) => (byte)x) { TransparentIndex = 4 }.Write());
        Assert.Equal((255f, 255f, 255f), Decoding.At(Decoding.Pixels(path), 4, 9));
        Assert.Equal(ImageTraits.Transparent | ImageTraits.DiffersFromMlNet, Decoding.Traits(path));
        StockPixels.AssertNear(StockPixels.Read(path, 20, 20, ResizeMode.Crop), Decoding.Pixels(path, 20, ImageDecoderOptions.MlNetCompatible));
    }

    [Fact]
    public void Decode_AnimatedWebP_ShowsTheFirstFrame()
    {
        byte[] Frame(byte green) => File.ReadAllBytes(TestPictures.Write(
            _folder.File("frame.webp"), Side, Side, (x, _) => new SKColor((byte)(7 * x), green, 60), SKEncodedImageFormat.Webp));
        var first = Frame(10);
        File.WriteAllBytes(_folder.File("still.webp"), first);
        File.WriteAllBytes(_folder.File("moving.webp"), WebPWriter.Animated([first, .. Enumerable.Repeat(Frame(200), 30)], Side, Side));
        Assert.Equal(Decoding.Pixels(_folder.File("still.webp")), Decoding.Pixels(_folder.File("moving.webp")));
        Assert.Equal(ImageTraits.None, Decoding.Traits(_folder.File("moving.webp")));
    }

    public void Dispose() => _folder.Dispose();

    private static byte[] Gif(int frames) => new GifWriter(Side, Side, frames, (x, y, frame) => frame == 0 ? (byte)(x + y) : (byte)(127 - x)).Write();
}
