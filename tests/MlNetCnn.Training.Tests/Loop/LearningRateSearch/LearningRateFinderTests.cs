using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class LearningRateFinderTests
{
    [Fact]
    public void Suggest_FallThenRise_IsWhereTheLossFallsFastest()
    {
        var finder = new LearningRateFinder(200);
        // Over the logarithm of the rate, the loss falls fastest at 1e-4; from 1e-2 on it rises.
        finder.Run(rate => 2 - Math.Tanh(2 * (Math.Log10(rate) + 4)) + (rate > 1e-2 ? 400 * (rate - 1e-2) : 0));
        Assert.InRange(finder.Suggest()!.Value, 1e-4, 5e-4);
        Assert.True(finder.Curve[^1].Rate < 0.5, "it continued after the loss had grown fourfold");
    }

    [Fact]
    public void Run_Rates_RiseByTheSameFactorFromLowestToHighest()
    {
        var rates = new List<double>();
        var curve = new LearningRateFinder(8).Run(rate =>
        {
            rates.Add(rate);
            return 1;
        });
        Assert.Equal(1e-7, rates[0], 1e-18);
        Assert.Equal(1, rates[^1], 1e-12);
        Assert.All(rates.Skip(1).Zip(rates), pair => Assert.Equal(10, pair.First / pair.Second, 1e-9));
        Assert.All(curve, point => Assert.Equal(1, point.Loss, 1e-12));
    }

    [Fact]
    public void Run_NotANumber_EndsTheCurve()
    {
        var finder = new LearningRateFinder(50);
        finder.Run(rate => rate > 1e-3 ? double.NaN : 1 - rate);
        Assert.All(finder.Curve, point => Assert.True(double.IsFinite(point.Loss)));
        Assert.InRange(finder.Curve[^1].Rate, 1e-4, 1e-3);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Suggest_NothingButNoise_IsNull(int seed)
    {
        var random = new SeededRandom(seed);
        var finder = new LearningRateFinder();
        finder.Run(rate => 2 + (0.3 * random.NextNormal()) + (rate > 0.1 ? 100 * rate : 0));
        Assert.Null(finder.Suggest());
    }

    [Fact]
    public void Suggest_FallAmongNoise_IsWhereItFalls()
    {
        var random = new SeededRandom(1);
        var finder = new LearningRateFinder();
        finder.Run(rate => 2 - Math.Tanh(2 * (Math.Log10(rate) + 3)) + (0.1 * random.NextNormal()));
        Assert.InRange(finder.Suggest()!.Value, 1e-4, 1e-1);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void Suggest_LossThatNeverFalls_IsNull(double growth)
    {
        var finder = new LearningRateFinder(30);
        var loss = 1.0;
        finder.Run(_ => loss += growth);
        Assert.Null(finder.Suggest());
    }
}
