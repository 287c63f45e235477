using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class EpochOrderTests
{
    /// <summary>Class 0 twice, class 2 five times, class 3 sixteen times; class 1 has no images.</summary>
    private static readonly int[] Labels = [.. Enumerable.Repeat(3, 8), 0, 2, 2, 0, 2, 2, 2, .. Enumerable.Repeat(3, 8)];

    [Theory]
    [InlineData(ClassBalancing.None)]
    [InlineData(ClassBalancing.Weights)]
    public void Make_NotSampling_ShowsEachImageOnce(ClassBalancing balancing)
    {
        var order = EpochOrder.Make(Labels, balancing, 1, 0);
        Assert.Equal(Enumerable.Range(0, Labels.Length), order.Order());
        Assert.NotEqual(Enumerable.Range(0, Labels.Length), order);
    }

    [Theory]
    [InlineData(ClassBalancing.None)]
    [InlineData(ClassBalancing.Sampling)]
    public void Make_SeedAndEpoch_DecideTheOrder(ClassBalancing balancing)
    {
        var order = EpochOrder.Make(Labels, balancing, 1, 4);
        Assert.Equal(order, EpochOrder.Make(Labels, balancing, 1, 4));
        Assert.NotEqual(order, EpochOrder.Make(Labels, balancing, 2, 4));
        Assert.NotEqual(order, EpochOrder.Make(Labels, balancing, 1, 5));
    }

    [Fact]
    public void Make_Sampling_ShowsClassesEquallyOften()
    {
        int[] labels = [.. Labels, 2];
        var total = new int[4];
        for (var epoch = 0; epoch < 7; epoch++)
        {
            var order = EpochOrder.Make(labels, ClassBalancing.Sampling, 1, epoch);
            Assert.Equal(labels.Length, order.Length);
            var counts = new int[4];
            order.ToList().ForEach(i => counts[labels[i]]++);
            Assert.Equal(0, counts[1]);
            Assert.All([counts[0], counts[2], counts[3]], count => Assert.InRange(count, 8, 9 - (labels.Length % 3 == 0 ? 1 : 0)));
            total = [.. total.Zip(counts, (sum, count) => sum + count)];
        }

        Assert.InRange(total[0] - total[3], -1, 1);
        Assert.InRange(total[0] - total[2], -1, 1);
    }

    [Fact]
    public void Make_Sampling_RepeatsNoImageBeforeTheOthersOfItsClass()
    {
        var shown = new int[Labels.Length];
        for (var epoch = 0; epoch < 12; epoch++)
        {
            foreach (var image in EpochOrder.Make(Labels, ClassBalancing.Sampling, 3, epoch))
            {
                shown[image]++;
            }

            foreach (var ofClass in Enumerable.Range(0, Labels.Length).GroupBy(i => Labels[i]))
            {
                Assert.InRange(ofClass.Max(i => shown[i]) - ofClass.Min(i => shown[i]), 0, 1);
            }
        }
    }

    [Fact]
    public void Make_OneImageOrNone_Works()
    {
        Assert.Equal([0], EpochOrder.Make([2], ClassBalancing.Sampling, 1, 3));
        Assert.Equal([0], EpochOrder.Make([2], ClassBalancing.None, 1, 3));
        Assert.Empty(EpochOrder.Make([], ClassBalancing.Sampling, 1, 0));
    }

    [Fact]
    public void ClassWeights_Unequal_AreInverseFractionsOfMeanOne()
    {
        var weights = EpochOrder.ClassWeights(Labels, 4);
        Assert.Equal(0, weights[1]);
        Assert.Equal(1, Labels.Average(label => weights[label]), 1e-12);
        Assert.Equal(8, weights[0] / weights[3], 1e-12);
        Assert.Equal(2.5, weights[0] / weights[2], 1e-12);
    }
}
