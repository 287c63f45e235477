using Xunit;

namespace MlNetCnn.Tests;

public class ScoredImageTests
{
    [Fact]
    public void PredictedClass_EqualProbabilities_IsTheFirst()
    {
        var image = new ScoredImage("x", 2, [0.2f, 0.4f, 0.4f]);

        Assert.Equal((1, false, 0.4f, 0.4f, 0f), (image.PredictedClass, image.IsRight, image.Confidence, image.TrueProbability, image.Margin));
    }

    [Fact]
    public void Margin_OneClass_IsOne() => Assert.Equal(1f, new ScoredImage("x", 0, [1f]).Margin);

    [Fact]
    public void With_OtherProbabilities_PredictsAgain() =>
        Assert.Equal(0, (new ScoredImage("x", 0, [0.4f, 0.6f]) with { Probabilities = [0.7f, 0.3f] }).PredictedClass);

    [Fact]
    public void Create_ScoredImages_GivesTheReportOfLabelsAndScores()
    {
        ScoredImage[] images = [new("a", 0, [0.7f, 0.3f]), new("b", 1, [0.6f, 0.4f]), new("c", 1, [0.1f, 0.9f])];

        var report = ClassificationReport.Create(["x", "y"], images);

        var same = ClassificationReport.Create(["x", "y"], [0, 1, 1], [[0.7f, 0.3f], [0.6f, 0.4f], [0.1f, 0.9f]]);
        Assert.Equal((same.Accuracy, same.LogLoss, same.MacroF1), (report.Accuracy, report.LogLoss, report.MacroF1));
        Assert.Equal(same.Confusion.NonZero, report.Confusion.NonZero);
    }
}
