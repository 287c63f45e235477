using Xunit;

namespace MlNetCnn.Tests;

public class FittedTemperatureTests
{
    [Theory]
    [InlineData(0.4)]
    [InlineData(1)]
    [InlineData(2.5)]
    public void Fit_LabelsSampledAtATemperature_FindsIt(double temperature)
    {
        var (logits, labels) = Draw(20_000, temperature);

        Assert.Equal(temperature, FittedTemperature.Fit(logits, labels).Value, temperature * 0.03);
    }

    [Fact]
    public void Fit_AnyLogits_HasTheLowestLossOfAFineGrid()
    {
        var (logits, labels) = Draw(300, 1.7);

        var fitted = FittedTemperature.Fit(logits, labels);

        var grid = Enumerable.Range(1, 4000).Select(i => i / 1000.0).ToArray();
        Assert.Equal(grid.MinBy(t => Loss(logits, labels, t)), fitted.Value, 1e-3);
        Assert.True(Loss(logits, labels, fitted.Value) <= grid.Min(t => Loss(logits, labels, t)));
        Assert.Equal((300, null), (fitted.ImageCount, fitted.Problem));
    }

    [Fact]
    public void Fit_LogitsThreeTimesAsLarge_GiveThreeTimesTheTemperature()
    {
        var (logits, labels) = Draw(200, 1.2);

        var larger = FittedTemperature.Fit([.. logits.Select(row => Array.ConvertAll(row, logit => 3 * logit))], labels);

        Assert.Equal(3 * FittedTemperature.Fit(logits, labels).Value, larger.Value, 1e-9);
    }

    [Fact]
    public void Fit_WorseThanGuessing_StopsAtTheMaximum() =>
        Assert.Equal(FittedTemperature.Max, FittedTemperature.Fit([[3.0, 0], [2.0, 0]], [1, 1]).Value, 1e-9);

    [Fact]
    public void Fit_LogitsOfThousands_StaysFinite() =>
        Assert.InRange(FittedTemperature.Fit([[5000.0, 0], [4000.0, 0], [0, 3000.0]], [0, 1, 1]).Value, 1 / FittedTemperature.Max, FittedTemperature.Max);

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Fit_NoMistakes_LeavesTheScoresAndSaysSo(int count)
    {
        var fitted = FittedTemperature.Fit([.. Enumerable.Repeat(new[] { 2.0, 1 }, count)], new int[count]);

        Assert.Equal((1, count), (fitted.Value, fitted.ImageCount));
        Assert.Contains("not calibrated", fitted.Problem);
    }

    [Fact]
    public void Fit_FewImages_SaysThatTheyAreFew() =>
        Assert.Contains("is based on only 3 images", FittedTemperature.Fit([[1.0, 0], [2.0, 0], [0.5, 0]], [0, 0, 1]).Problem);

    private static (double[][] Logits, int[] Labels) Draw(int count, double temperature)
    {
        var random = new Random(11);
        double[][] logits = [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, 4).Select(_ => 4 * random.NextDouble()).ToArray())];
        return (logits, [.. logits.Select(row =>
        {
            var weights = row.Select(logit => Math.Exp(logit / temperature)).ToArray();
            var place = random.NextDouble() * weights.Sum();
            return Enumerable.Range(0, 4).First(k => (place -= weights[k]) < 0 || k == 3);
        })]);
    }

    private static double Loss(double[][] logits, int[] labels, double temperature) => logits.Zip(labels, (row, label) =>
        Math.Log(row.Sum(logit => Math.Exp(logit / temperature))) - (row[label] / temperature)).Average();
}
