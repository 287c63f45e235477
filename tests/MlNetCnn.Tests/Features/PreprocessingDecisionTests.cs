using Xunit;

namespace MlNetCnn.Tests;

public sealed class PreprocessingDecisionTests
{
    private const int Images = 50;

    [Fact]
    public void Of_OneIsClearlyBest_TakesItByLogLoss()
    {
        var decision = PreprocessingDecision.Of([Around(1.0), Around(0.5), Around(0.9)], []);
        Assert.Equal((1, 2, PreprocessingEvidence.LogLoss), (decision.Chosen, decision.Rival, decision.By));
        Assert.Equal(0.4, decision.Margin, 0.1);
        Assert.InRange(decision.StandardError, 0.001, 0.1);
    }

    [Fact]
    public void Of_ClearInLogLoss_CertaintyHasNoSay()
    {
        var decision = PreprocessingDecision.Of([Around(1.0), Around(0.5)], [Around(0.1), Around(3)]);
        Assert.Equal((1, PreprocessingEvidence.LogLoss), (decision.Chosen, decision.By));
    }

    [Fact]
    public void Of_TiedInLogLoss_TakesTheMoreCertain()
    {
        var decision = PreprocessingDecision.Of([Tied(0.501), Tied(0.5, seed: 9), Around(2)], [Around(3), Around(2), Around(0.1)]);
        Assert.Equal((1, PreprocessingEvidence.Certainty), (decision.Chosen, decision.By));
    }

    [Fact]
    public void Of_TiedInBoth_TakesTheFirst()
    {
        var decision = PreprocessingDecision.Of([Around(2), Tied(0.501), Tied(0.5, seed: 9)], [Around(1), Tied(3), Tied(3, seed: 9)]);
        Assert.Equal((1, 2, PreprocessingEvidence.Order), (decision.Chosen, decision.Rival, decision.By));
    }

    [Fact]
    public void Of_CertaintyLeavesTwo_TakesTheFirstOfAllThatAreTied()
    {
        var decision = PreprocessingDecision.Of(
            [Tied(0.501), Tied(0.5, seed: 9), Tied(0.5, seed: 10)], [Around(3), Tied(1), Tied(1, seed: 9)]);
        Assert.Equal((0, PreprocessingEvidence.Order), (decision.Chosen, decision.By));
    }

    [Fact]
    public void Of_TiedWithoutAClassifier_TakesTheFirst()
    {
        double[] first = Tied(0.52), second = Tied(0.5, seed: 9);
        var decision = PreprocessingDecision.Of([first, second], []);
        Assert.Equal((0, PreprocessingEvidence.Order), (decision.Chosen, decision.By));
        Assert.Equal(second.Average() - first.Average(), decision.Margin, 1e-9);
    }

    [Fact]
    public void Of_TheSameNumbers_IsATie()
    {
        var decision = PreprocessingDecision.Of([Around(1), Around(1)], []);
        Assert.Equal((0, 0.0, PreprocessingEvidence.Order), (decision.Chosen, decision.Margin, decision.By));
    }

    [Fact]
    public void Of_NotFinite_IsNeverTaken()
    {
        double[] infinite = [.. Enumerable.Repeat(double.PositiveInfinity, Images)];
        var decision = PreprocessingDecision.Of([infinite, Around(1), infinite], []);
        Assert.Equal((1, PreprocessingEvidence.LogLoss), (decision.Chosen, decision.By));
        PreprocessingFigures figures = new(Preprocessing.ImageNet, 1, 0, 0, null);
        Assert.Contains("only one that gives finite", decision.Describe([figures, figures, figures]));
    }

    [Theory]
    [InlineData(PreprocessingEvidence.LogLoss, "imagenet, 0.250 nats of log-loss ± 0.010 ahead of caffe")]
    [InlineData(PreprocessingEvidence.Order, "imagenet, first in the fixed order; no clear difference, 0.250 nats of log-loss ± 0.010 ahead of caffe")]
    [InlineData(PreprocessingEvidence.Certainty, "entropy 1.50 nats, caffe 2.50); no clear difference")]
    public void Describe_EachEvidence_SaysMarginAndRival(PreprocessingEvidence by, string expected) => Assert.Contains(
        expected,
        new PreprocessingDecision(0, 1, 0.25, 0.01, by)
            .Describe([new(Preprocessing.ImageNet, 1, 0, 0, 1.5), new(Preprocessing.Caffe, 1.25, 0.25, 0.01, 2.5)]));

    [Fact]
    public void Describe_BehindTheRival_SaysSo() => Assert.Contains(
        "0.020 nats of log-loss ± 0.030 behind caffe",
        new PreprocessingDecision(0, 1, -0.02, 0.03, PreprocessingEvidence.Order)
            .Describe([new(Preprocessing.ImageNet, 1, 0.02, 0.03, null), new(Preprocessing.Caffe, 0.98, 0, 0, null)]));

    /// <summary>Numbers that differ from others of the same seed by the difference of the means and little else.</summary>
    private static double[] Around(double mean)
    {
        var random = new Random(mean.GetHashCode());
        return [.. Enumerable.Range(0, Images).Select(i => mean + (0.02 * (random.NextDouble() - 0.5)) + (0.1 * Math.Sin(i)))];
    }

    /// <summary>Numbers that scatter so much that the mean tells nothing.</summary>
    private static double[] Tied(double mean, int seed = 8)
    {
        var random = new Random(seed);
        double[] values = [.. Enumerable.Range(0, Images).Select(_ => random.NextDouble())];
        return [.. values.Select(value => value - values.Average() + mean)];
    }
}
