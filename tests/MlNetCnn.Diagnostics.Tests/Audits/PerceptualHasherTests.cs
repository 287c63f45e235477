using SkiaSharp;
using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public sealed class PerceptualHasherTests : IDisposable
{
    private const int Threshold = 8;

    private readonly TemporaryFolder _folder = new();
    private readonly ImageScan _probe = new(ImageDecoderOptions.Default);

    public void Dispose()
    {
        _probe.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg, 50, 1.0)]
    [InlineData(SKEncodedImageFormat.Jpeg, 85, 0.5)]
    [InlineData(SKEncodedImageFormat.Jpeg, 85, 0.25)]
    [InlineData(SKEncodedImageFormat.Jpeg, 90, 2.0)]
    [InlineData(SKEncodedImageFormat.Png, 100, 0.77)]
    [InlineData(SKEncodedImageFormat.Webp, 90, 1.0)]
    public void IsNear_SamePhotoWrittenAnew_IsTrue(SKEncodedImageFormat format, int quality, double scale)
    {
        foreach (var photo in Repository.Photos(10))
        {
            Assert.True(Hash(photo).IsNear(Hash(Rewritten(photo, format, quality, scale)), Threshold), photo);
        }
    }

    [Fact]
    public void IsNear_PhotoInGray_IsTrue()
    {
        foreach (var photo in Repository.Photos(10))
        {
            using var source = SKBitmap.Decode(photo);
            using var gray = source.Copy(SKColorType.Gray8);
            Assert.True(Hash(photo).IsNear(Hash(Write(gray, SKEncodedImageFormat.Jpeg, 90)), Threshold), photo);
        }
    }

    [Fact]
    public void IsNear_TurnedByExif_IsTrueForTheUprightCopy()
    {
        var photo = Repository.Photos(1)[0];
        using var source = SKBitmap.Decode(photo);
        using var onItsSide = new SKBitmap(source.Height, source.Width, isOpaque: true);
        using (var canvas = new SKCanvas(onItsSide))
        {
            canvas.Translate(0, source.Width);
            canvas.RotateDegrees(-90);
            canvas.DrawBitmap(source, 0, 0);
        }

        var stored = Write(onItsSide, SKEncodedImageFormat.Jpeg, 95);
        Assert.False(Hash(photo).IsNear(Hash(stored), Threshold));
        Assert.True(Hash(photo).IsNear(Hash(TestPictures.WithOrientation(_folder.File("turned.jpg"), stored, 6)), Threshold));
    }

    [Fact]
    public void IsNear_BundledImages_TwoPairsAndNoMore()
    {
        var photos = Directory.GetFiles(Repository.Emoji, "*.png", SearchOption.AllDirectories);
        var hashes = Array.ConvertAll(photos, Hash);
        Assert.Equal(486, hashes.Length);
        var near = 0;
        for (var i = 0; i < hashes.Length; i++)
        {
            for (var j = i + 1; j < hashes.Length; j++)
            {
                near += hashes[i].IsNear(hashes[j], Threshold) ? 1 : 0;
            }
        }

        Assert.Equal(2, near);
    }

    [Fact]
    public void Compute_Photo_HasHalfOfItsBitsSet()
    {
        var hash = Hash(Repository.Photos(1)[0]);
        Assert.Equal(32, hash.LowDistance(default));
        Assert.Equal(96, hash.HighDistance(default));
    }

    [Fact]
    public void Apply_AnyNumbers_EqualsTheDefinitionOfTheTransform()
    {
        var random = new SeededRandom(1);
        const int side = CosineTransform.Side;
        var values = Enumerable.Range(0, side * side).Select(_ => (float)(255 * random.NextDouble())).ToArray();

        var coefficients = new CosineTransform().Apply(values).ToArray();

        for (var v = 1; v <= CosineTransform.Frequencies; v++)
        {
            for (var u = 1; u <= CosineTransform.Frequencies; u++)
            {
                var expected = 0.0;
                for (var y = 0; y < side; y++)
                {
                    for (var x = 0; x < side; x++)
                    {
                        expected += values[(y * side) + x]
                            * Math.Cos(Math.PI / side * (x + 0.5) * u) * Math.Cos(Math.PI / side * (y + 0.5) * v);
                    }
                }

                Assert.Equal(expected, coefficients[((v - 1) * CosineTransform.Frequencies) + u - 1], tolerance: 0.05);
            }
        }
    }

    private PerceptualHash Hash(string path)
    {
        Assert.Null(_probe.Scan(path, out var record));
        return record.Hash;
    }

    private string Rewritten(string photo, SKEncodedImageFormat format, int quality, double scale)
    {
        using var source = SKBitmap.Decode(photo);
        using var scaled = source.Resize(new SKImageInfo((int)(source.Width * scale), (int)(source.Height * scale)), new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Linear));
        return Write(scaled, format, quality);
    }

    private string Write(SKBitmap bitmap, SKEncodedImageFormat format, int quality)
    {
        var path = _folder.File("copy");
        using var data = bitmap.Encode(format, quality);
        File.WriteAllBytes(path, data.ToArray());
        return path;
    }
}
