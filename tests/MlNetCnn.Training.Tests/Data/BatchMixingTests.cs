using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class BatchMixingTests
{
    private const int Classes = 4;
    private const int Width = 20;
    private const int Height = 10;
    private const int Length = 3 * Width * Height;

    [Theory]
    [InlineData(2)]
    [InlineData(5)]
    [InlineData(8)]
    public void Mix_Mixup_BlendsPixelsAndLabelsWithTheSameShare(int count)
    {
        var (pixels, targets) = Batch(count);
        new BatchMixing(new BatchMixingOptions { MixupAlpha = 0.8 }, 1).Mix(pixels, targets, count, Width, epoch: 0, batch: 0);
        var fractions = new HashSet<float>();
        for (var i = 0; i < count; i++)
        {
            var (value, other) = (Value(i), Value(count - 1 - i));
            var row = targets.AsSpan(i * Classes, Classes);
            Assert.Equal(1, row.ToArray().Sum(), 1e-6);
            var fraction = value == other ? 1 : (pixels[i * Length] - other) / (value - other);
            fractions.Add(fraction);
            Assert.All(pixels.AsSpan(i * Length, Length).ToArray(), p => Assert.Equal((fraction * value) + ((1 - fraction) * other), p, 1e-3));
            AssertTargets(row, i, count - 1 - i, fraction);
        }

        Assert.True(fractions.Count > 1, "every image has its own fraction");
    }

    [Fact]
    public void Mix_CutMix_PastesARectangleAndSharesLabelsByItsArea()
    {
        const int Count = 6;
        var kept = new List<double>();
        for (var batch = 0; batch < 300; batch++)
        {
            var (pixels, targets) = Batch(Count);
            new BatchMixing(new BatchMixingOptions { CutMixAlpha = 1 }, 1).Mix(pixels, targets, Count, Width, epoch: 2, batch);
            for (var i = 0; i < Count; i++)
            {
                var image = pixels.AsSpan(i * Length, Length).ToArray();
                int[] pasted = [.. Enumerable.Range(0, Width * Height).Where(p => image[p] == Value(Count - 1 - i))];
                Assert.Equal(Width * Height - pasted.Length, image.Take(Width * Height).Count(p => p == Value(i)));
                Assert.Equal(image[..(Width * Height)], image[(2 * Width * Height)..]);
                if (pasted.Length > 0)
                {
                    var (columns, rows) = (pasted.Select(p => p % Width).Distinct().Count(), pasted.Select(p => p / Width).Distinct().Count());
                    Assert.Equal(columns * rows, pasted.Length);
                }

                var fraction = 1 - (pasted.Length / (double)(Width * Height));
                AssertTargets(targets.AsSpan(i * Classes, Classes), i, Count - 1 - i, fraction);
                kept.Add(fraction);
            }
        }

        Assert.Contains(kept, fraction => fraction < 0.35);
        Assert.Contains(kept, fraction => fraction > 0.95);

        // On average half of the area is sampled; the part outside the image is cut off.
        Assert.InRange(kept.Average(), 0.55, 0.75);
    }

    [Fact]
    public void Mix_SameSeedEpochAndBatch_GivesTheSame()
    {
        var first = Mixed(1, 0, 0);
        Assert.Equal(first, Mixed(1, 0, 0));
        Assert.Equal(4, new[] { first, Mixed(2, 0, 0), Mixed(1, 1, 0), Mixed(1, 0, 1) }.Select(p => string.Join(' ', p)).Distinct().Count());

        static float[] Mixed(int seed, int epoch, int batch)
        {
            var (pixels, targets) = Batch(4);
            new BatchMixing(new BatchMixingOptions { MixupAlpha = 1, CutMixAlpha = 1 }, seed).Mix(pixels, targets, 4, Width, epoch, batch);
            return pixels;
        }
    }

    [Theory]
    [InlineData(1, 0, 0, 1)]
    [InlineData(1, 1, 0.25, 0.25)]
    [InlineData(0.5, 0, 0, 0.5)]
    public void Mix_Chances_AreFollowed(double probability, double cutMix, double cutMixShare, double expected)
    {
        var (hits, all) = (0, 0);
        var mixing = new BatchMixing(new BatchMixingOptions { MixupAlpha = 1, CutMixAlpha = cutMix, SwitchProbability = cutMixShare, Probability = probability }, 9);
        for (var batch = 0; batch < 600; batch++)
        {
            var (pixels, targets) = Batch(4);
            mixing.Mix(pixels, targets, 4, Width, 0, batch);
            for (var i = 0; i < 4; i++)
            {
                var image = pixels.AsSpan(i * Length, Length).ToArray();

                // With CutMix, check that CutMix was applied; a pasted pixel has the other image's value, a blended one has neither.
                var blended = image.Any(p => p != Value(i) && p != Value(3 - i));
                hits += cutMix > 0 ? (blended ? 0 : 1) : blended ? 1 : 0;
                all++;
            }
        }

        Assert.InRange(hits / (double)all, expected - 0.03, expected + 0.03);
    }

    [Fact]
    public void Mix_NothingToDo_LeavesTheBatch()
    {
        var (pixels, targets) = Batch(3);
        var (before, targetsBefore) = (pixels.ToArray(), targets.ToArray());
        new BatchMixing(new BatchMixingOptions(), 1).Mix(pixels, targets, 3, Width, 0, 0);
        new BatchMixing(new BatchMixingOptions { MixupAlpha = 1 }, 1).Mix(pixels.AsSpan(0, Length), targets.AsSpan(0, Classes), 1, Width, 0, 0);
        Assert.Equal(before, pixels);
        Assert.Equal(targetsBefore, targets);
    }

    [Fact]
    public void Validate_OutOfRange_NamesAllErrors()
    {
        var exception = Assert.Throws<MlNetCnnException>(() => OptionChecks.Validate(new BatchMixingOptions { MixupAlpha = -1, Probability = double.NaN }));
        Assert.Equal("OPTION_OUT_OF_RANGE", exception.Code);
        Assert.Equal("MixupAlpha from 0 to 100; Probability from 0 to 1", exception.Expected);
        OptionChecks.Validate(new BatchMixingOptions());
    }

    [Theory]
    [InlineData(0.001)]
    [InlineData(0.2)]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(100)]
    public void Beta_ManyDraws_HaveItsMeanAndVariance(double alpha)
    {
        var random = new SeededRandom(4);
        var values = Enumerable.Range(0, 20_000).Select(_ => BetaDistribution.Next(random, alpha)).ToArray();
        Assert.All(values, v => Assert.InRange(v, 0, 1));
        Assert.InRange(values.Average(), 0.485, 0.515);
        var variance = 1 / (4 * ((2 * alpha) + 1));
        Assert.InRange(values.Average(v => (v - 0.5) * (v - 0.5)), variance * 0.95, variance * 1.05);
    }

    [Fact]
    public void Write_Smoothing_SharesItAmongAllClasses()
    {
        var targets = new float[8];
        SoftLabels.Write([2, 0], 4, 0.2, targets);
        Running.AssertClose([0.05f, 0.05f, 0.85f, 0.05f, 0.85f, 0.05f, 0.05f, 0.05f], targets);
        SoftLabels.Write([1], 4, 0, targets);
        Assert.Equal([0, 1, 0, 0], targets[..4]);
    }

    private static float Value(int image) => 10 + (20 * image);

    /// <summary>Images of one value each; image i has class i modulo the number of classes.</summary>
    private static (float[] Pixels, float[] Targets) Batch(int count)
    {
        var pixels = Enumerable.Range(0, count * Length).Select(i => Value(i / Length)).ToArray();
        var targets = new float[count * Classes];
        SoftLabels.Write([.. Enumerable.Range(0, count).Select(i => i % Classes)], Classes, 0, targets);
        return (pixels, targets);
    }

    private static void AssertTargets(ReadOnlySpan<float> row, int own, int other, double fraction)
    {
        for (var c = 0; c < Classes; c++)
        {
            var expected = (own % Classes == c ? fraction : 0) + (other % Classes == c ? 1 - fraction : 0);
            Assert.Equal(expected, row[c], 1e-4);
        }
    }
}
