using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Evaluation pixels equal those of the stock ML.NET chain wherever no scaled decode takes place.</summary>
public sealed class PixelParity : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int, int, SKEncodedImageFormat, ResizeMode> Pictures()
    {
        var data = new TheoryData<int, int, SKEncodedImageFormat, ResizeMode>();
        (int, int)[] sizes = [(224, 224), (500, 375), (331, 500), (1023, 767), (150, 600), (90, 61), (225, 224), (1600, 1200)];
        foreach (var (width, height) in sizes)
        {
            foreach (var mode in Enum.GetValues<ResizeMode>())
            {
                data.Add(width, height, SKEncodedImageFormat.Jpeg, mode);
                data.Add(width, height, SKEncodedImageFormat.Png, mode);
            }
        }

        data.Add(500, 375, SKEncodedImageFormat.Webp, ResizeMode.Crop);
        return data;
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Decode_OpaquePicture_EqualsStock(int width, int height, SKEncodedImageFormat format, ResizeMode mode)
    {
        var path = TestPictures.Write(_folder.File("picture"), width, height, format, photo: (width + height) % 10);
        Assert.Equal(StockPixels.Read(path, 224, 224, mode), Decode(path, mode));
    }

    [Fact]
    public void Decode_GrayJpeg_EqualsStock()
    {
        using var source = SKBitmap.Decode(Repository.Photos(1)[0]);
        using var gray = source.Copy(SKColorType.Gray8);
        var path = _folder.File("gray.jpg");
        using (var data = gray.Encode(SKEncodedImageFormat.Jpeg, 90))
        {
            File.WriteAllBytes(path, data.ToArray());
        }

        var pixels = Decode(path, ResizeMode.Crop, 160);
        Assert.Equal(StockPixels.Read(path, 160, 160, ResizeMode.Crop), pixels);
        Assert.Equal(pixels[..(160 * 160)], pixels[(2 * 160 * 160)..]);
    }

    [Fact]
    public void Decode_BundledPhotos_EqualStock()
    {
        foreach (var photo in Repository.Photos(10))
        {
            Assert.Equal(StockPixels.Read(photo, 224, 224, ResizeMode.Crop), Decode(photo, ResizeMode.Crop));
            Assert.Equal(StockPixels.Read(photo, 128, 128, ResizeMode.Crop), Decode(photo, ResizeMode.Crop, 128));
        }
    }

    public void Dispose() => _folder.Dispose();

    private static float[] Decode(string path, ResizeMode mode, int side = 224)
    {
        using var decoder = new ImageDecoder(side, side, mode, ImageDecoderOptions.Default);
        var pixels = new float[decoder.PixelLength];
        Assert.Null(decoder.Decode(path, pixels));
        return pixels;
    }
}
