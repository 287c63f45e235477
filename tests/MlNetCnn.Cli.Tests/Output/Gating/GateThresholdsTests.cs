using Xunit;

namespace MlNetCnn.Cli.Tests;

public class GateThresholdsTests
{
    // Accuracy 3/4; F1 of ant 4/5, of bee 2/3, macro 11/15.
    private static readonly ClassificationReport Report = Reports.Of(["ant", "bee", "cow"], (0, 0), (0, 0), (1, 1), (1, 0));

    [Theory]
    [InlineData(0.75, null, null, 0)]
    [InlineData(0.7501, null, null, 1)]
    [InlineData(null, 0.73, null, 0)]
    [InlineData(null, 0.74, null, 1)]
    [InlineData(null, null, 0.66, 0)]
    [InlineData(null, null, 0.67, 1)]
    [InlineData(1.0, 1.0, 1.0, 4)]
    public void All_Thresholds_AreMissedBelowThem(double? accuracy, double? macroF1, double? classF1, int missed) =>
        Assert.Equal(missed, new GateThresholds(accuracy, macroF1, classF1, null, 0).All(Report).Count(gate => !gate.IsPassed));

    [Theory]
    [InlineData(0.76, 0.01, true)]
    [InlineData(0.77, 0.01, false)]
    [InlineData(0.75, 0, true)]
    [InlineData(0.5, 0, true)]
    public void All_Baseline_PermitsTheDropAndNoMore(double earlier, double maxDrop, bool passed)
    {
        var thresholds = new GateThresholds(null, null, null, new EarlierRun("b.json", earlier, 0.1), maxDrop);

        Assert.Equal([passed, true], thresholds.All(Report).Select(gate => gate.IsPassed));
    }

    [Fact]
    public void Sentence_Missed_ShowsTheDifference()
    {
        var thresholds = new GateThresholds(0.9, null, null, new EarlierRun("b.json", 0.8, 0.1), 0.02);

        var sentences = thresholds.All(Report).Select(gate => gate.Sentence).ToArray();

        Assert.Equal("the accuracy of 0.7500 is 0.1500 below 0.9000", sentences[0]);
        Assert.Equal("the accuracy of 0.7500 is 0.0300 below 0.7800 (the baseline's 0.8000 minus 0.0200)", sentences[1]);
        Assert.Equal("the macro F1 of 0.7333 is at least 0.0800 (the baseline's 0.1000 minus 0.0200)", sentences[2]);
    }

    [Fact]
    public void Sentence_NarrowlyMissed_ShowsEnoughDecimals() =>
        Assert.Equal("the accuracy of 0.89999 is 0.00001 below 0.9000", new Gate("accuracy", 0.89999, 0.9).Sentence);

    [Fact]
    public void IsPassed_NotANumber_Misses() => Assert.False(new Gate("accuracy", double.NaN, 0).IsPassed);

    [Fact]
    public void Of_ClassWithoutImages_HasNoGate() =>
        Assert.Null(new GateThresholds(null, null, 1, null, 0).Of(Report.PerClass[2]));
}
