using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public class NearCopiesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(11)]
    [InlineData(15)]
    public void Find_AnyThreshold_FindsWhatComparingEveryPairFinds(int threshold)
    {
        var hashes = Hashes(1500);
        var found = new HashSet<(int, int)>();

        NearCopies.Find(hashes, hashes, threshold, (a, b) => found.Add((a, b)), TestContext.Current.CancellationToken);

        var expected = new HashSet<(int, int)>();
        for (var i = 0; i < hashes.Length; i++)
        {
            for (var j = i + 1; j < hashes.Length; j++)
            {
                if (hashes[i].IsNear(hashes[j], threshold))
                {
                    expected.Add((i, j));
                }
            }
        }

        Assert.Equal(expected.Order(), found.Order());
        Assert.True(threshold == 0 || found.Count > 20);
    }

    [Fact]
    public void IsNear_LowBitsAlikeAndHighBitsNot_IsFalse() =>
        Assert.False(default(PerceptualHash).IsNear(new PerceptualHash(0, ulong.MaxValue, 0, 0), 8));

    [Fact]
    public void Find_Cancelled_Stops()
    {
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => NearCopies.Find(Hashes(10), Hashes(10), 8, (_, _) => { }, cancelled.Token));
    }

    [Fact]
    public void Find_HundredThousandHashes_LooksAtAFewPairsOnly()
    {
        // All pairs would be five billion; the near pairs are the planted ones.
        var hashes = Hashes(100_000);
        var found = 0;
        NearCopies.Find(hashes, hashes, 7, (_, _) => found++, TestContext.Current.CancellationToken);
        Assert.InRange(found, 1, 200_000);
    }

    /// <summary>Random hashes; every tenth differs by a few bits from the previous one.</summary>
    private static PerceptualHash[] Hashes(int count)
    {
        var random = new SeededRandom(7);
        var hashes = new PerceptualHash[count];
        for (var i = 0; i < count; i++)
        {
            hashes[i] = i % 10 == 9
                ? hashes[i - 1] with { Low = hashes[i - 1].Low ^ Bits(random, i / 10 % 18) }
                : new PerceptualHash(random.NextBits(), random.NextBits(), random.NextBits(), random.NextBits());
        }

        return hashes;
    }

    private static ulong Bits(SeededRandom random, int count)
    {
        var bits = 0UL;
        for (var i = 0; i < count; i++)
        {
            bits |= 1UL << random.Next(64);
        }

        return bits;
    }
}
