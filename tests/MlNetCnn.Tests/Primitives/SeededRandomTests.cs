using Xunit;

namespace MlNetCnn.Tests;

public class SeededRandomTests
{
    [Fact]
    public void NextBits_SeedZero_GivesThePublishedSequence()
    {
        // First outputs of SplitMix64 for seed 0, as in the reference implementation.
        var random = new SeededRandom(0);

        Assert.Equal(0xE220A8397B1DCDAFUL, random.NextBits());
        Assert.Equal(0x6E789E6AA1B965F4UL, random.NextBits());
        Assert.Equal(0x06C45D188009454FUL, random.NextBits());
    }

    [Fact]
    public void Next_ManySamples_CoversAllValuesEvenly()
    {
        var random = new SeededRandom(7);
        var counts = new int[6];
        for (var i = 0; i < 60_000; i++)
        {
            counts[random.Next(6)]++;
        }

        Assert.All(counts, count => Assert.InRange(count, 9_500, 10_500));
    }

    [Fact]
    public void NextDouble_ManySamples_StaysBelowOne()
    {
        var random = new SeededRandom(7);
        var samples = Enumerable.Range(0, 10_000).Select(_ => random.NextDouble()).ToList();

        Assert.All(samples, sample => Assert.InRange(sample, 0, 1 - 1e-16));
        Assert.InRange(samples.Average(), 0.48, 0.52);
    }

    [Fact]
    public void Shuffle_SameSeed_GivesSameOrderOfAllItems()
    {
        var first = Enumerable.Range(0, 50).ToArray();
        var second = Enumerable.Range(0, 50).ToArray();
        new SeededRandom(3).Shuffle(first.AsSpan());
        new SeededRandom(3).Shuffle(second.AsSpan());

        Assert.Equal(first, second);
        Assert.NotEqual(Enumerable.Range(0, 50), first);
        Assert.Equal(Enumerable.Range(0, 50), first.Order());
    }

    [Fact]
    public void At_Places_AreUnrelatedAndRepeat()
    {
        ulong[] first =
        [
            SeededRandom.At(1, 2, 3).NextBits(), SeededRandom.At(1, 3, 2).NextBits(), SeededRandom.At(2, 2, 3).NextBits(),
            SeededRandom.At(1, 2).NextBits(), SeededRandom.At(1, 2, 3, 0).NextBits(), SeededRandom.At(3, 2, 1).NextBits(),
        ];
        Assert.Equal(first.Length, first.Distinct().Count());
        Assert.Equal(first[0], SeededRandom.At(1, 2, 3).NextBits());
        var grid = from seed in Enumerable.Range(0, 20) from epoch in Enumerable.Range(0, 20) from index in Enumerable.Range(0, 20)
                   select SeededRandom.At(seed, epoch, index).NextDouble();
        Assert.InRange(grid.Average(), 0.49, 0.51);
        Assert.Equal(8000, grid.Distinct().Count());
    }

    [Fact]
    public void NextNormal_ManySamples_HaveMeanZeroAndDeviationOne()
    {
        var random = new SeededRandom(7);
        var samples = Enumerable.Range(0, 20_000).Select(_ => random.NextNormal()).ToArray();

        Assert.InRange(samples.Average(), -0.02, 0.02);
        Assert.InRange(samples.Average(d => d * d), 0.97, 1.03);
        Assert.InRange(samples.Count(d => Math.Abs(d) > 1.96) / 20_000.0, 0.045, 0.055);
    }
}
