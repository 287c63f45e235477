using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class LargePictureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void Decode_LargeJpeg_DecodedScaledLooksTheSameAndSaysSo()
    {
        var path = TestPictures.Write(_folder.File("large.jpg"), 4000, 3000, SKEncodedImageFormat.Jpeg);
        var mlNet = StockPixels.Read(path, 224, 224, ResizeMode.Crop);
        Assert.InRange(MeanDifference(Decoding.Pixels(path, 224, ImageDecoderOptions.MlNetCompatible, factor: 3), Decoding.Pixels(path, 224, factor: 3)), 0, 2);
        Assert.Equal(ImageTraits.ScaledDecode | ImageTraits.DiffersFromMlNet, Decoding.Traits(path));
        StockPixels.AssertNear(mlNet, Decoding.Pixels(path, 224, ImageDecoderOptions.MlNetCompatible));
        StockPixels.AssertNear(mlNet, Decoding.Pixels(path, 224, new ImageDecoderOptions { DecodeScaled = false }));
        Assert.Equal(ImageTraits.None, Decoding.Traits(path, ImageDecoderOptions.MlNetCompatible));
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Decode_LargePngOrWebP_DecodedScaledLooksTheSame(SKEncodedImageFormat format)
    {
        var path = TestPictures.Write(_folder.File("large"), 1200, 800, format, quality: 50);
        var small = new ImageDecoderOptions { ScaledFromPixels = 1200 * 800 };
        var whole = Decoding.Pixels(path, 100);
        Assert.InRange(MeanDifference(Decoding.Pixels(path, 100, factor: 3), Decoding.Pixels(path, 100, small, factor: 3)), 0.001f, 2);
        Assert.Equal(ImageTraits.ScaledDecode | ImageTraits.DiffersFromMlNet, Decoding.Traits(path, small));
        Assert.Equal(ImageTraits.None, Decoding.Traits(path));
        Assert.Equal(whole, Decoding.Pixels(path, 100, small with { DecodeScaled = false }));
    }

    [Fact]
    public void Decode_LargePngInterlacedOrTruncated_IsDecodedWholeOrRejected()
    {
        var photo = TestJpegs.Photo(200, 200);
        var options = new ImageDecoderOptions { ScaledFromPixels = 1 };
        var path = _folder.File("interlaced.png");
        File.WriteAllBytes(path, new PngWriter(200, 200, 8, 2, (x, y, c) => photo[x, y, c]) { Interlaced = true }.Write());
        Assert.Equal(ImageTraits.None, Decoding.Traits(path, options));
        var plain = new PngWriter(200, 200, 8, 2, (x, y, c) => photo[x, y, c]).Write();
        File.WriteAllBytes(path, plain[..(plain.Length / 2)]);
        Assert.Equal("IMG_TRUNCATED", Decoding.Error(path, options)?.Code);
        Assert.True(Decoding.Traits(path, options with { AllowTruncated = true }).HasFlag(ImageTraits.Truncated));
    }

    [Theory]
    [InlineData(2, 6)]
    [InlineData(3, 3)]
    [InlineData(5, 20)]
    [InlineData(7, 700)]
    [InlineData(256, 256)]
    public void Run_AnyStrips_EqualTheAverageOfSquares(int shrink, int rows)
    {
        const int Width = 103;
        const int Height = 61;
        static int Sample(int x, int y, int channel) => ((x * 31) + (y * 57) + (channel * 101)) & 0xFF;
        var (target, result) = Strips(new PngWriter(Width, Height, 8, 2, Sample).Write(), Width, Height, shrink, rows);
        Assert.Equal(SKCodecResult.Success, result);
        var columns = (Width + shrink - 1) / shrink;
        for (var y = 0; y < (Height + shrink - 1) / shrink; y++)
        {
            for (var x = 0; x < columns; x++)
            {
                var square =
                    (from row in Enumerable.Range(y * shrink, shrink)
                     from column in Enumerable.Range(x * shrink, shrink)
                     where row < Height && column < Width
                     select Sample(column, row, 1)).ToArray();
                Assert.Equal((byte)((square.Sum() + (square.Length / 2)) / square.Length), target[(((y * columns) + x) * 4) + 1]);
            }
        }
    }

    [Fact]
    public void Run_TruncatedFile_LeavesTheMissingRowsAtZero()
    {
        const int Width = 120;
        const int Height = 90;
        var noise = new Random(1);
        var whole = new PngWriter(Width, Height, 8, 2, (_, _, _) => noise.Next(256)).Write();
        var (expected, _) = Strips(whole, Width, Height, 3, 9);
        var (target, result) = Strips(whole[..(whole.Length / 2)], Width, Height, 3, 9);
        Assert.Equal(SKCodecResult.IncompleteInput, result);
        var rowBytes = Width / 3 * 4;
        Assert.Equal(expected.AsSpan(0, 10 * rowBytes), target.AsSpan(0, 10 * rowBytes));
        Assert.All(target.AsSpan(20 * rowBytes).ToArray(), value => Assert.Equal(0, value));
    }

    public void Dispose() => _folder.Dispose();

    private static float MeanDifference(float[] first, float[] second) => first.Zip(second, (a, b) => Math.Abs(a - b)).Average();

    private static (byte[] Pixels, SKCodecResult Result) Strips(byte[] png, int width, int height, int shrink, int rows)
    {
        using var data = SKData.CreateCopy(png);
        using var codec = SKCodec.Create(data);
        using var strip = new NativeBuffer();
        var target = new byte[(width + shrink - 1) / shrink * ((height + shrink - 1) / shrink) * 4];
        var info = new SKImageInfo(width, height, SKImageInfo.PlatformColorType, SKAlphaType.Opaque);
        return (target, StripDecode.Run(codec, info, shrink, rows, strip, target));
    }
}
