using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public sealed class AugmentationPreviewTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Draw_Photos_ShowsWhatTrainingAndEvaluationSee()
    {
        var photos = Repository.Photos(2);
        var augmentation = Augmentation.Strong with { Blur = 1, Noise = 5 };
        var options = new AugmentationPreviewOptions { Width = 64, Height = 48, Variants = 3, Seed = 7 };

        var examples = AugmentationPreview.Render(photos, augmentation, options, TestContext.Current.CancellationToken);

        using var evaluation = new ImageDecoder(new ImageInput(64, 48, ResizeMode.Crop, ResizeFactor.Default), ImageDecoderOptions.Default);
        using var training = new AugmentedImageDecoder(new ImageInput(64, 48, ResizeMode.Crop, ResizeFactor.Default), ImageDecoderOptions.Default, augmentation);
        var sampler = new AugmentationSampler(augmentation, 7, 64, 48);
        var pixels = new float[evaluation.PixelValueCount];
        foreach (var (index, example) in examples.Index())
        {
            Assert.Equal((photos[index], null, 3), (example.Path, example.Error, example.Variants.Count));
            Assert.Null(evaluation.Decode(photos[index], pixels));
            Running.AssertClose(pixels, example.Original, 0.02);
            foreach (var (epoch, variant) in example.Variants.Index())
            {
                Assert.Null(training.Decode(photos[index], sampler.Sample(epoch, index), pixels));
                Assert.Equal(pixels, variant.Pixels);
                Assert.Contains(variant.Changes, change => change.StartsWith("crop ", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Draw_WithoutAugmentation_SaysNothingAndChangesNothing()
    {
        var example = AugmentationPreview.Render(
            Repository.Photos(1), Augmentation.None, new AugmentationPreviewOptions { Variants = 1 }, TestContext.Current.CancellationToken)[0];

        Assert.Empty(example.Variants[0].Changes);
        Assert.Equal(example.Original, example.Variants[0].Pixels);
    }

    [Fact]
    public void Draw_UnusablePhoto_HasAFaultAndTheRestGoesOn()
    {
        File.WriteAllText(_folder.File("page.jpg"), "<html></html>");

        var examples = AugmentationPreview.Render(
            [_folder.File("page.jpg"), Repository.Photos(1)[0]], Augmentation.Light, null, TestContext.Current.CancellationToken);

        Assert.Equal(["IMG_UNSUPPORTED", null], examples.Select(example => example.Error?.Code));
        Assert.Equal([0, 5], examples.Select(example => example.Variants.Count));
    }

    [Fact]
    public void Draw_OptionsOutOfRange_NamesAllOfThem()
    {
        var exception = Assert.Throws<MlNetCnnException>(() => AugmentationPreview.Render(
            [], Augmentation.None, new AugmentationPreviewOptions { Width = 0, Variants = -1 }, TestContext.Current.CancellationToken));

        Assert.Equal(("OPTION_OUT_OF_RANGE", "Width 0; Variants -1"), (exception.Code, exception.Received));
    }

    [Fact]
    public void Words_OfADraw_StateItsParameters()
    {
        var sampler = new AugmentationSampler(Augmentation.Parse("rotate=40,brightness=0.3"), 3, 100, 100);
        for (var index = 0; index < 10; index++)
        {
            var sample = sampler.Sample(0, index, asText: true);

            Assert.Equal(Math.Atan2(sample.Move.SkewY, sample.Move.ScaleX) * 180 / Math.PI, Number(sample.Words[0], @"^rotated (\S+)°$"), 0.06);
            var pixels = new float[] { 100, 100, 100 };
            sample.Color.Apply(pixels);
            Assert.Equal(Math.Min(255, pixels[0]) / 100, Number(sample.Words[1], @"^brightness x(\S+)$"), 0.011);
        }

        static double Number(string words, string pattern) =>
            double.Parse(Regex.Match(words, pattern).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("strong,blur=2,noise=9,hue=0.1,grayscale=0.5,zoom=0.5..2,shift=0.2,channel-shift=9,vflip,erase=1")]
    [InlineData("randaugment=3")]
    [InlineData("trivialaugment")]
    public void Words_AskedFor_ChangeNoDraw(string spec)
    {
        var sampler = new AugmentationSampler(Augmentation.Parse(spec), 3, 100, 80);
        for (var index = 0; index < 40; index++)
        {
            var (silent, told) = (sampler.Sample(1, index), sampler.Sample(1, index, asText: true));

            Assert.Empty(silent.Words);
            Assert.NotEmpty(told.Words);
            Assert.Equal(silent.Move.Values, told.Move.Values);
            Assert.Equal(Recolored(silent), Recolored(told));
            Assert.Equal(silent.Operations, told.Operations);
        }

        static float[] Recolored(SampledAugmentation sample)
        {
            float[] pixels = [10, 200, 90, 30, 50, 220];
            sample.Color.Apply(pixels);
            return pixels;
        }
    }
}
