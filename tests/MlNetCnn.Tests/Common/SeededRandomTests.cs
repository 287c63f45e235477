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
    public void Next_ManyDraws_CoversAllValuesEvenly()
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
    public void NextDouble_ManyDraws_StaysBelowOne()
    {
        var random = new SeededRandom(7);
        var draws = Enumerable.Range(0, 10_000).Select(_ => random.NextDouble()).ToList();

        Assert.All(draws, draw => Assert.InRange(draw, 0, 1 - 1e-16));
        Assert.InRange(draws.Average(), 0.48, 0.52);
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
}
