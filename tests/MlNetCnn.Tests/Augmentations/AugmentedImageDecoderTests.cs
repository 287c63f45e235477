using SkiaSharp;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class AugmentedImageDecoderTests : IDisposable
{
    private const double Factor = 3;

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<int, int, ResizeMode> Pictures()
    {
        var data = new TheoryData<int, int, ResizeMode>();
        (int, int)[] sizes = [(224, 224), (500, 375), (331, 500), (1023, 767), (150, 600), (90, 61), (225, 224), (1600, 1200)];
        foreach (var (width, height) in sizes)
        {
            foreach (var mode in Enum.GetValues<ResizeMode>())
            {
                data.Add(width, height, mode);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Pictures))]
    public void Decode_NothingDrawn_GivesTheEvaluationPixels(int width, int height, ResizeMode mode)
    {
        var path = TestPictures.Write(_folder.File("picture.jpg"), width, height, SKEncodedImageFormat.Jpeg, photo: (width + height) % 10);
        var expected = Decoding.Pixels(path, 224, mode: mode, factor: Factor);
        foreach (var augmentation in new[] { Augmentation.None, Augmentation.Strong })
        {
            // An image that no sample magnifies is halved first, which makes it slightly softer.
            var differences = expected.Zip(Decode(path, SampledAugmentation.None, augmentation, mode), (e, a) => Math.Abs(e - a)).ToArray();
            var isHalved = (mode == ResizeMode.Pad ? Math.Max(width, height) : Math.Min(width, height)) >= 2 * 224;
            Assert.InRange(differences.Average(), 0, isHalved ? 3.5 : 0.01);
        }
    }

    [Fact]
    public void Decode_TransparentImage_StandsOnTheBackgroundAsInEvaluation()
    {
        var path = TestPictures.Write(_folder.File("picture.png"), 300, 260, (x, y) => new SKColor((byte)x, (byte)y, 90, (byte)((x * y) % 256)));
        var options = new ImageDecoderOptions { Background = 0x2060C0 };
        
        // Blended onto the background before the image is resized instead of after: two roundings.
        AssertSame(Decoding.Pixels(path, 224, options, factor: Factor), Decode(path, SampledAugmentation.None, Augmentation.None, ResizeMode.Crop, options), max: 2);
    }

    [Theory]
    [InlineData(FillMode.Reflect)]
    [InlineData(FillMode.Constant)]
    public void Decode_AfterAnotherImage_GivesTheSamePixels(FillMode fill)
    {
        // Enlarged by a cubic filter, whose weights sometimes add up to slightly less than 1.
        var path = TestPictures.Write(_folder.File("small.png"), 72, 72, (x, y) => new SKColor((byte)(x * 37), (byte)(y * 53), (byte)((x + y) * 91)));
        string[] before =
        [
            TestPictures.Write(_folder.File("white.png"), 72, 72, (_, _) => SKColors.White), TestPictures.Write(_folder.File("black.png"), 72, 72, (_, _) => SKColors.Black),
        ];
        var augmentation = Augmentation.Strong with { Fill = fill, Erasing = 0 };
        var sampler = new AugmentationSampler(augmentation, seed: 1, 224, 224);
        AugmentedImageDecoder[] decoders = [.. before.Select(_ => new AugmentedImageDecoder(new ImageInput(224, 224, ResizeMode.Crop, Factor), ImageDecoderOptions.Default, augmentation))];
        for (var i = 0; i < 100; i++)
        {
            var pixels = decoders.Zip(before, (decoder, other) =>
            {
                var planes = new float[decoder.PixelValueCount];
                Assert.Null(decoder.Decode(other, sampler.Sample(1, 0, i), planes));
                Assert.Null(decoder.Decode(path, sampler.Sample(1, 1, i), planes));
                return planes;
            }).ToArray();
            Assert.Equal(pixels[0], pixels[1]);
        }

        Array.ForEach(decoders, decoder => decoder.Dispose());
    }

    [Fact]
    public void Decode_TurnedPhoto_IsOriented()
    {
        var jpeg = TestPictures.Write(_folder.File("plain.jpg"), 300, 200, SKEncodedImageFormat.Jpeg);
        var turned = TestPictures.WithOrientation(_folder.File("turned.jpg"), jpeg, 6);
        AssertSame(Decoding.Pixels(turned, 224, factor: Factor), Decode(turned, SampledAugmentation.None, Augmentation.Standard));
    }

    [Fact]
    public void Decode_LargePhoto_KeepsThePixelsThatAClosestCropNeeds()
    {
        // Stripes of 8 pixels: a crop of a quarter of the area shows them 2.6 pixels wide; a decode for the whole view would lose them.
        var path = TestPictures.Write(
            _folder.File("stripes.jpg"), 1800, 1200, (x, _) => x / 8 % 2 == 0 ? SKColors.Black : SKColors.White, SKEncodedImageFormat.Jpeg);
        var sample = new SampledAugmentation { Crops = [new CropCandidate(0.1, 1, 0.5, 0.5)] };
        var detailed = Decode(path, sample, new Augmentation { CropScale = new(0.1, 1) });
        Assert.True(detailed.Max() - detailed.Min() > 200);

        var plain = new Augmentation { CropScale = new(1, 1) };
        using var decoder = new AugmentedImageDecoder(new ImageInput(224, 224, ResizeMode.Crop, ResizeFactor.Default), ImageDecoderOptions.Default, plain);
        Assert.Null(decoder.Prepare(path, out var image));
        Assert.InRange(image.Info.Height, 224, 460);
        using var closer = new AugmentedImageDecoder(new ImageInput(224, 224, ResizeMode.Crop, ResizeFactor.Default), ImageDecoderOptions.Default, Augmentation.Strong);
        Assert.Null(closer.Prepare(path, out image));
        Assert.InRange(image.Info.Height, 448, 900);
    }

    [Fact]
    public void Decode_ImageShrunkByHalves_LooksAsIfItWereWhole()
    {
        var path = TestPictures.Write(_folder.File("picture.png"), 1403, 935, SKEncodedImageFormat.Png, photo: 3);
        var sample = Drawing.Draw(100, 100, d => d.Rotate(12));
        var halved = Decode(path, sample, new Augmentation { Rotation = 15 }, side: 100);
        using var bitmap = SKBitmap.Decode(path);
        using var platform = bitmap.Copy(SKImageInfo.PlatformColorType);
        var whole = Drawing.Run(platform, sample, 100, 100);
        Assert.InRange(whole.Zip(halved, (w, h) => Math.Abs(w - h)).Average(), 0, 1);
    }

    [Fact]
    public void Decode_InvalidFile_GivesTheErrorOfTheDecoder()
    {
        var path = _folder.File("none.jpg");
        using var decoder = new AugmentedImageDecoder(new ImageInput(32, 32, ResizeMode.Crop, ResizeFactor.Default), ImageDecoderOptions.Default, Augmentation.Standard);
        Assert.Equal("IMG_NOT_FOUND", decoder.Decode(path, SampledAugmentation.None, new float[decoder.PixelValueCount])?.Code);
        File.WriteAllText(path, "<html>");
        Assert.Equal(Decoding.Error(path), decoder.Decode(path, SampledAugmentation.None, new float[decoder.PixelValueCount]));
    }

    [Fact]
    public void Decode_ColorsAndPasses_FollowTheDrawing()
    {
        var path = Repository.Photos(1)[0];
        var sample = Drawing.Draw(224, 224, d =>
        {
            d.Recolor(ColorMatrix.Brightness(0.5));
            d.Add(new SolarizeOperation(100));
        });
        var expected = Decoding.Pixels(path, 224, factor: Factor).Select(p => p * 0.5f).Select(p => p < 100 ? p : 255 - p).ToArray();
        Running.AssertClose(expected, Decode(path, sample, Augmentation.None));
    }

    [Fact]
    public void Decode_EveryPresetOnPhotos_StaysInRangeAndDiffersFromEvaluation()
    {
        foreach (var spec in new[] { "light", "standard", "strong", "randaugment", "trivialaugment", "strong,fill=constant,fill-value=300/2,zoom=0.5..2,blur=3,noise=20" })
        {
            var augmentation = Augmentation.Parse(spec);
            var sampler = new AugmentationSampler(augmentation, 1, 64, 64);
            foreach (var photo in Repository.Photos(4))
            {
                var pixels = Decode(photo, sampler.Sample(0, 3), augmentation, side: 64);
                Assert.All(pixels, value => Assert.InRange(value, 0, 255));
                Assert.NotEqual(Decoding.Pixels(photo, 64, factor: Factor), pixels);
            }
        }
    }

    public void Dispose() => _folder.Dispose();

    private static float[] Decode(
        string path, SampledAugmentation sample, Augmentation augmentation, ResizeMode mode = ResizeMode.Crop, ImageDecoderOptions? options = null, int side = 224)
    {
        using var decoder = new AugmentedImageDecoder(new ImageInput(side, side, mode, Factor), options ?? ImageDecoderOptions.Default, augmentation);
        var pixels = new float[decoder.PixelValueCount];
        Assert.Null(decoder.Decode(path, sample, pixels));
        return pixels;
    }

    private static void AssertSame(float[] expected, float[] actual, float max = 1)
    {
        var worst = expected.Zip(actual, (e, a) => Math.Abs(e - a)).Max();
        Assert.True(worst <= max, $"a pixel differs by {worst}");
    }
}
