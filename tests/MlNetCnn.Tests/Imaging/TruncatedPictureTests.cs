using System.Globalization;
using System.Text.RegularExpressions;
using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

public sealed partial class TruncatedPictureTests : IDisposable
{
    private static readonly ImageDecoderOptions Tolerant = new() { AllowTruncated = true };

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Kinds() => ["jpeg", "progressive", "png", "interlaced", "webp", "lossless webp", "gif", "bmp"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Decode_CutAnywhere_IsTruncatedAndSaysHowFarItGoes(string kind)
    {
        var whole = Whole(kind);
        Assert.Null(Decoding.Error(Write(whole)));
        var last = -1;
        foreach (var percent in new[] { 5, 25, 50, 90, 99 })
        {
            var error = Decoding.Error(Write(whole[..(whole.Length * percent / 100)]));
            Assert.True(error?.Code == "IMG_TRUNCATED", $"{percent} %: {error}");
            var decoded = int.Parse(Percentage().Match(error!.Reason).Groups[1].Value, CultureInfo.InvariantCulture);
            Assert.InRange(decoded, last, 100);
            last = decoded;
        }

        // The pixels decoded last are at the end of the file.
        Assert.InRange(last, 75, 100);
    }

    [Fact]
    public void Decode_BaselineJpegCutInTheMiddle_SaysAboutHalfTheRows()
    {
        var whole = Whole("jpeg");
        var reason = Decoding.Error(Write(whole[..(whole.Length / 2)]))!.Reason;
        Assert.InRange(int.Parse(Percentage().Match(reason).Groups[1].Value, CultureInfo.InvariantCulture), 30, 70);
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("progressive")]
    public void Decode_JpegWithoutItsEndMarker_IsTruncated(string kind)
    {
        var path = Write(Whole(kind)[..^2]);
        Assert.Equal("IMG_TRUNCATED", Decoding.Error(path)?.Code);
        Assert.Equal(ImageTraits.Truncated, Decoding.Traits(path, Tolerant));
    }

    [Fact]
    public void Decode_ProgressiveJpegCutBetweenScans_IsTruncated()
    {
        var whole = Whole("progressive");
        var scans = Enumerable.Range(0, whole.Length - 1).Where(i => whole[i] == 0xFF && whole[i + 1] == 0xDA).ToArray();
        Assert.Equal(7, scans.Length);
        foreach (var scan in scans)
        {
            Assert.Equal("IMG_TRUNCATED", Decoding.Error(Write(whole[..scan]))?.Code);
        }
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("png")]
    [InlineData("bmp")]
    [InlineData("webp")]
    public void Decode_TruncatedAndAllowed_KeepsWhatThereIsOnBlack(string kind)
    {
        var whole = Whole(kind);
        var path = Write(whole[..(whole.Length / 2)]);

        // The same decoder has just decoded another image: none of it may show.
        using var decoder = new ImageDecoder(new ImageInput(200, 200, ResizeMode.Crop, ResizeFactor.Min), Tolerant);
        var pixels = new float[decoder.PixelValueCount];
        Assert.Null(decoder.Decode(TestPictures.Write(_folder.File("white.png"), 200, 200, (_, _) => SKColors.White), pixels));
        Assert.Null(decoder.Decode(path, pixels, out var traits));
        Assert.Equal(ImageTraits.Truncated, traits);
        StockPixels.AssertNear(StockPixels.Read(path, 200, 200, ResizeMode.Crop), pixels);
        var present = Decoding.Pixels(Write(whole), 200);
        var (first, last) = kind == "bmp" ? (199, 0) : (0, 199);
        Assert.Equal(present.AsSpan(first * 200, 200), pixels.AsSpan(first * 200, 200));
        Assert.All(pixels.AsSpan(last * 200, 200).ToArray(), value => Assert.Equal(0, value));
    }

    [Fact]
    public void Decode_AnimationCutAfterItsFirstFrame_IsWhole()
    {
        var gif = new GifWriter(32, 32, 3, (x, y, _) => (byte)(x + y)).Write();
        Assert.Null(Decoding.Error(Write(gif[..^300])));
    }

    [Fact]
    public void Decode_PngWithDamagedDataButItsEnd_IsCorrupt()
    {
        var whole = Whole("png");
        whole.AsSpan(whole.Length / 2, 40).Fill(0x55);
        var error = Decoding.Error(Write(whole));
        Assert.Equal("IMG_CORRUPT", error?.Code);
        Assert.Contains("damaged", error!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_JpegWithDataAfterItsEnd_IsAccepted() =>
        Assert.Null(Decoding.Error(Write([.. Whole("jpeg"), .. new byte[1000]])));

    public void Dispose() => _folder.Dispose();

    private byte[] Whole(string kind)
    {
        const int Side = 200;
        return kind switch
        {
            "jpeg" => File.ReadAllBytes(TestPictures.Write(_folder.File("whole"), Side, Side, SKEncodedImageFormat.Jpeg)),
            "progressive" => TestJpegs.Progressive(Side, Side),
            "png" => File.ReadAllBytes(TestPictures.Write(_folder.File("whole"), Side, Side, SKEncodedImageFormat.Png)),
            "webp" => File.ReadAllBytes(TestPictures.Write(_folder.File("whole"), Side, Side, SKEncodedImageFormat.Webp)),
            "lossless webp" => File.ReadAllBytes(TestPictures.Write(_folder.File("whole"), Side, Side, SKEncodedImageFormat.Webp, quality: 100)),
            "gif" => new GifWriter(Side, Side, 1, (x, y, _) => (byte)((x * y) % 128)).Write(),
            "interlaced" => new PngWriter(Side, Side, 8, 2, Photo(Side)) { Interlaced = true }.Write(),
            _ => new BmpWriter(Side, Side, 24, (x, y) => ((byte)(x + 50), (byte)(y + 50), 100, 255)).Write(),
        };
    }

    private static Func<int, int, int, int> Photo(int side)
    {
        var photo = TestJpegs.Photo(side, side);
        return (x, y, channel) => photo[x, y, channel];
    }

    private string Write(byte[] bytes)
    {
        var path = _folder.File("picture");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    [GeneratedRegex(@"(\d+) % of the rows")]
    private static partial Regex Percentage();
}
