using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>
/// Evaluation pixels equal those of the plain ML.NET chain followed by the graph's reduction, unless an image is decoded scaled.
/// </summary>
public sealed class PixelParity : IDisposable
{
    // ML.NET rounds the rendered image to bytes, and clips the overshoot of the cubic filter near edges.
    private const double MaxMean = 0.3;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int, int, SKEncodedImageFormat, ResizeMode, double> Pictures()
    {
        var data = new TheoryData<int, int, SKEncodedImageFormat, ResizeMode, double>();
        (int, int)[] sizes = [(224, 224), (500, 375), (331, 500), (1023, 767), (150, 600), (90, 61), (225, 224), (1600, 1200)];
        foreach (var (width, height) in sizes)
        {
            foreach (var mode in Enum.GetValues<ResizeMode>())
            {
                data.Add(width, height, SKEncodedImageFormat.Jpeg, mode, 1);
                data.Add(width, height, SKEncodedImageFormat.Png, mode, 1.75);
                data.Add(width, height, SKEncodedImageFormat.Jpeg, mode, 3);
            }
        }

        data.Add(500, 375, SKEncodedImageFormat.Webp, ResizeMode.Crop, 2);
        return data;
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Decode_OpaqueImage_EqualsMlNet(int width, int height, SKEncodedImageFormat format, ResizeMode mode, double factor)
    {
        var path = TestPictures.Write(_folder.File("picture"), width, height, format, photo: (width + height) % 10);
        var input = new ImageInput(224, 224, mode, factor);
        AssertSame(path, input, mode == ResizeMode.Squash || factor == 1 ? 1 : 8);
    }

    [Theory]
    [InlineData(1.25)]
    [InlineData(2)]
    [InlineData(3.5)]
    public void Decode_LinearReduction_EqualsMlNet(double factor)
    {
        var path = TestPictures.Write(_folder.File("picture"), 500, 375, SKEncodedImageFormat.Png, photo: 2);
        var input = new ImageInput(224, 224, ResizeMode.Crop, factor) { Filter = ReductionFilter.Linear };
        AssertSame(path, input, 8);
    }

    [Theory]
    [InlineData(96, 160)]
    [InlineData(227, 227)]
    [InlineData(33, 20)]
    public void Decode_AnyInputSize_EqualsMlNet(int width, int height)
    {
        var path = TestPictures.Write(_folder.File("picture"), 640, 360, SKEncodedImageFormat.Png);
        foreach (var mode in Enum.GetValues<ResizeMode>())
        {
            AssertSame(path, new ImageInput(width, height, mode, 2.25), 8);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Decode_GrayJpeg_EqualsMlNet(double factor)
    {
        using var source = SKBitmap.Decode(Repository.Photos(1)[0]);
        using var gray = source.Copy(SKColorType.Gray8);
        var path = _folder.File("gray.jpg");
        using (var data = gray.Encode(SKEncodedImageFormat.Jpeg, 90))
        {
            File.WriteAllBytes(path, data.ToArray());
        }

        var input = new ImageInput(160, 160, ResizeMode.Crop, factor);
        AssertSame(path, input, 8);
        var pixels = Decode(path, input);
        Assert.Equal(pixels[..(160 * 160)], pixels[(2 * 160 * 160)..]);
    }

    [Fact]
    public void Decode_BundledPhotos_EqualMlNet()
    {
        foreach (var photo in Repository.Photos(10))
        {
            AssertSame(photo, new ImageInput(224, 224, ResizeMode.Crop, 2), 8);
            AssertSame(photo, new ImageInput(128, 128, ResizeMode.Pad, 3), 8);
        }
    }

    [Fact]
    public void Decode_InputSize_IsCopied()
    {
        var path = TestPictures.Write(_folder.File("same.png"), 224, 224, SKEncodedImageFormat.Png);
        using var bitmap = SKBitmap.Decode(path);
        var pixels = Decode(path, new ImageInput(224, 224, ResizeMode.Crop, 1));
        Assert.Equal(bitmap.Pixels.Select(color => (float)color.Red), pixels[..(224 * 224)]);
    }

    public void Dispose() => _folder.Dispose();

    private static void AssertSame(string path, ImageInput input, float max)
    {
        var differences = StockPixels.Read(path, input).Zip(Decode(path, input), (a, b) => Math.Abs(a - b)).ToArray();
        Assert.InRange(differences.Average(), 0, MaxMean);
        Assert.InRange(differences.Max(), 0, max);
    }

    private static float[] Decode(string path, ImageInput input)
    {
        using var decoder = new ImageDecoder(input, ImageDecoderOptions.Default);
        var pixels = new float[decoder.PixelValueCount];
        Assert.Null(decoder.Decode(path, pixels));
        return pixels;
    }
}
