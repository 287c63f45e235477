using Xunit;

namespace MlNetCnn.Tests;

public sealed class AugmentationSamplerTests
{
    private const int Count = 4000;
    private const int Width = 200;
    private const int Height = 100;

    [Fact]
    public void Draw_SamePlace_IsTheSameInAnyOrderAndOnAnyThread()
    {
        var augmentation = Augmentation.Parse("strong,randaugment,trivialaugment,zoom=0.5..2,noise=9,blur=2,hue=0.2");
        var sampler = new AugmentationSampler(augmentation, 5, Width, Height);
        var expected = Enumerable.Range(0, 300).Select(i => Describe(new AugmentationSampler(augmentation, 5, Width, Height).Sample(2, i))).ToArray();
        var actual = new string[300];
        Parallel.For(0, 300, i => actual[299 - i] = Describe(sampler.Sample(2, 299 - i)));
        Assert.Equal(expected, actual);
        Assert.Equal(300, expected.Distinct().Count());
    }

    [Fact]
    public void Draw_OtherSeedEpochImageOrRepeat_IsAnotherDraw()
    {
        var sampler = new AugmentationSampler(Augmentation.Standard, 1, Width, Height);
        string[] samples =
        [
            Describe(sampler.Sample(0, 0)), Describe(sampler.Sample(1, 0)), Describe(sampler.Sample(0, 1)), Describe(sampler.Sample(0, 0, 1)),
            Describe(new AugmentationSampler(Augmentation.Standard, 2, Width, Height).Sample(0, 0)),
        ];
        Assert.Equal(samples.Length, samples.Distinct().Count());
    }

    [Fact]
    public void Draw_OneOperationSwitchedOff_LeavesTheOthersAsTheyWere()
    {
        var with = new AugmentationSampler(Augmentation.Strong, 1, Width, Height);
        var without = new AugmentationSampler(Augmentation.Strong with { HorizontalFlip = 0, Brightness = 0 }, 1, Width, Height);
        for (var i = 0; i < 50; i++)
        {
            Assert.Equal(with.Sample(3, i).Crops, without.Sample(3, i).Crops);
            Assert.Equal(with.Sample(3, i).Operations, without.Sample(3, i).Operations);
            Assert.Equal(Math.Abs(with.Sample(3, i).Move.ScaleY), Math.Abs(without.Sample(3, i).Move.ScaleY), 1e-6);
        }
    }

    [Fact]
    public void Draw_None_IsEvaluation()
    {
        var sample = new AugmentationSampler(Augmentation.None, 1, Width, Height).Sample(0, 0);
        Assert.Null(sample.Crops);
        Assert.True(sample.Move.IsIdentity && sample.Color.IsIdentity);
        Assert.Empty(sample.Operations);
    }

    [Fact]
    public void Draw_Rotation_FillsItsRange() =>
        AssertFills(new Augmentation { Rotation = 30 }, d => Math.Atan2(d.Move.SkewY, d.Move.ScaleX) * 180 / Math.PI, -30, 30);

    [Fact]
    public void Draw_Shear_FillsItsRange() =>
        AssertFills(new Augmentation { Shear = 20 }, d => Math.Atan(d.Move.SkewX) * 180 / Math.PI, -20, 20);

    [Fact]
    public void Draw_Shifts_FillTheirRanges()
    {
        var augmentation = new Augmentation { WidthShift = 0.1, HeightShift = 0.3 };
        AssertFills(augmentation, d => d.Move.TransX / Width, -0.1, 0.1);
        AssertFills(augmentation, d => d.Move.TransY / Height, -0.3, 0.3);
    }

    [Fact]
    public void Draw_Zoom_FillsItsRangeAndKeepsShapesUnlessAskedNotTo()
    {
        var augmentation = new Augmentation { Zoom = new(0.5, 1.25) };
        AssertFills(augmentation, d => d.Move.ScaleX, 0.5, 1.25, even: false);
        AssertFills(augmentation, d => d.Move.ScaleX / d.Move.ScaleY, 1, 1);
        AssertFills(augmentation with { ZoomEachSide = true }, d => d.Move.ScaleX / d.Move.ScaleY, 0.4, 2.5, even: false, reach: 0.15);
    }

    [Fact]
    public void Draw_Crop_FillsItsRanges()
    {
        var augmentation = new Augmentation { CropScale = new(0.3, 0.9) };
        AssertFills(augmentation, d => d.Crops![0].Scale, 0.3, 0.9);
        AssertFills(augmentation, d => Math.Log(d.Crops![0].Aspect), Math.Log(3.0 / 4), Math.Log(4.0 / 3));
        AssertFills(augmentation, d => d.Crops![9].X, 0, 1);
        AssertFills(augmentation, d => d.Crops![9].Y, 0, 1);
    }

    [Fact]
    public void Draw_Flips_HappenAsOftenAsTheySay()
    {
        var augmentation = new Augmentation { HorizontalFlip = 0.3, VerticalFlip = 0.8 };
        Assert.InRange(Samples(augmentation).Average(d => d.Move.ScaleX < 0 ? 1.0 : 0), 0.27, 0.33);
        Assert.InRange(Samples(augmentation).Average(d => d.Move.ScaleY < 0 ? 1.0 : 0), 0.77, 0.83);
        Assert.All(Samples(new Augmentation { HorizontalFlip = 1 }), d => Assert.True(d.Move.ScaleX == -1 && d.Move.ScaleY == 1));
    }

    [Fact]
    public void Draw_Colors_FillTheirRanges()
    {
        AssertFills(new Augmentation { Brightness = 0.4 }, d => Recolored(d, 100, 100, 100)[0] / 100, 0.6, 1.4);
        AssertFills(new Augmentation { Contrast = 0.4 }, d => (Recolored(d, 177.5f, 0, 0)[0] - 127.5) / 50, 0.6, 1.4);
        AssertFills(new Augmentation { Saturation = 0.4 }, d => Recolored(d, 150, 100, 100)[0], 115 + (35 * 0.6) - 0.05, 115 + (35 * 1.4) + 0.05);
        var shift = new Augmentation { ChannelShift = 25 };
        AssertFills(shift, d => Recolored(d, 100, 100, 100)[0], 75, 125);
        AssertFills(shift, d => Recolored(d, 100, 100, 100)[2], 75, 125);
        Assert.Contains(Samples(shift), d => Math.Abs(Recolored(d, 100, 100, 100)[0] - Recolored(d, 100, 100, 100)[1]) > 20);
        Assert.InRange(Samples(new Augmentation { Grayscale = 0.2 }).Average(d => d.Color.IsIdentity ? 0.0 : 1), 0.17, 0.23);
    }

    [Fact]
    public void Draw_Hue_TurnsEitherWayUpToItsRange()
    {
        double Turn(SampledAugmentation sample)
        {
            var color = Recolored(sample, 150, 110, 120);
            var gray = (0.299 * color[0]) + (0.587 * color[1]) + (0.114 * color[2]);
            var start = Math.Atan2((150 - 123.1) / 1.402, (120 - 123.1) / 1.772);
            return Math.IEEERemainder((Math.Atan2((color[0] - gray) / 1.402, (color[2] - gray) / 1.772) - start) / (2 * Math.PI), 1);
        }

        AssertFills(new Augmentation { Hue = 0.1 }, Turn, -0.1 - 1e-3, 0.1 + 1e-3);
    }

    [Fact]
    public void Draw_Passes_FillTheirRanges()
    {
        AssertFills(new Augmentation { Noise = 20 }, d => ((GaussianNoiseOperation)d.Operations[0]).Deviation, 0, 20);
        AssertFills(new Augmentation { Blur = 3 }, d => d.Operations.Count == 0 ? 0 : ((GaussianBlurOperation)d.Operations[0]).Deviation, 0, 3);
        var erasing = new Augmentation { Erasing = 1, ErasingArea = new(0.05, 0.2), ErasingAspect = new(0.5, 2) };
        AssertFills(erasing, d => Erased(d).Width * Erased(d).Height, 0.05, 0.2);
        AssertFills(erasing, d => Math.Log(Erased(d).Height / Erased(d).Width), -Math.Log(2), Math.Log(2));
        AssertFills(erasing, d => Erased(d).Left, 0, 1);
        Assert.InRange(Samples(erasing with { Erasing = 0.25 }).Average(d => (double)d.Operations.Count), 0.22, 0.28);
    }

    [Fact]
    public void Draw_RandAugment_DrawsThatManyOperations()
    {
        // One in 14 does nothing; five are pixel operations.
        var operations = Samples(new Augmentation { RandAugment = 3 }).Select(d => d.Operations.Count).ToArray();
        Assert.Equal(3, operations.Max());
        Assert.InRange(operations.Average(), 3 * (5 / 14.0) - 0.06, 3 * (5 / 14.0) + 0.06);
        var nothing = Samples(new Augmentation { TrivialAugment = true })
            .Count(d => d.Move.IsIdentity && d.Color.IsIdentity && d.Operations.Count == 0);
        Assert.InRange(nothing / (double)Count, 0.06, 0.12);
    }

    [Fact]
    public void Draw_Magnitude_IsTheStrength()
    {
        var augmentation = new Augmentation { RandAugment = 1, RandAugmentMagnitude = 15 };
        var degrees = Samples(augmentation).Select(d => Math.Atan2(d.Move.SkewY, d.Move.ScaleX) * 180 / Math.PI).Where(a => Math.Abs(a) > 14).ToArray();
        Assert.NotEmpty(degrees);
        Assert.All(degrees, a => Assert.Equal(15, Math.Abs(a), 1e-3));
    }

    private static ErasingOperation Erased(SampledAugmentation sample) => (ErasingOperation)sample.Operations[0];

    private static float[] Recolored(SampledAugmentation sample, float red, float green, float blue)
    {
        float[] pixel = [red, green, blue];
        sample.Color.Apply(pixel);
        return pixel;
    }

    private static IEnumerable<SampledAugmentation> Samples(Augmentation augmentation)
    {
        var sampler = new AugmentationSampler(augmentation, 3, Width, Height);
        return Enumerable.Range(0, Count).Select(i => sampler.Sample(i % 7, i));
    }

    /// <summary>Checks that values are never outside, come close to both ends, and are uniform in between.</summary>
    private static void AssertFills(
        Augmentation augmentation, Func<SampledAugmentation, double> value, double from, double to, bool even = true, double reach = 0.01)
    {
        var slack = 1e-4 * Math.Max(1, Math.Max(Math.Abs(from), Math.Abs(to)));
        var values = Samples(augmentation).Select(value).ToArray();
        Assert.All(values, v => Assert.InRange(v, from - slack, to + slack));
        Assert.InRange(values.Min(), from - slack, from + slack + (reach * (to - from)));
        Assert.InRange(values.Max(), to - slack - (reach * (to - from)), to + slack);
        if (even)
        {
            Assert.InRange(values.Average(), ((from + to) / 2) - slack - (0.02 * (to - from)), ((from + to) / 2) + slack + (0.02 * (to - from)));
        }
    }

    private static string Describe(SampledAugmentation sample) =>
        $"{string.Join(' ', sample.Crops ?? [])} {string.Join(' ', sample.Move.Values)} {string.Join(' ', Recolored(sample, 10, 120, 200))} {string.Join(' ', sample.Operations)}";
}
