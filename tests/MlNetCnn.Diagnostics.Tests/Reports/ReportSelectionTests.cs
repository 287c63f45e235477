using Xunit;

namespace MlNetCnn.Diagnostics.Tests;

public class ReportSelectionTests
{
    [Fact]
    public void WorstMistakes_TheTrueClassThoughtLeastOf_ComesFirst()
    {
        var selection = new ReportSelection([Mistake("a", 0.6f), Mistake("b", 0.9f), Right("c", 0.99f), Mistake("d", 0.7f)], [0, 1]);

        Assert.Equal(["b", "d", "a"], selection.WorstMistakes.Select(image => image.Path));
        Assert.Equal(["c"], selection.LeastCertain.Select(image => image.Path));
    }

    [Fact]
    public void MinCertain_CloseOnes_WithoutThoseShownAlready()
    {
        ScoredImage[] images = [Mistake("a", 0.6f), .. Enumerable.Range(0, 9).Select(i => Right($"r{i}", 0.99f - (i * 0.05f)))];

        var selection = new ReportSelection(images, [0, 1]);

        // Of nine, four are close (0.59 to 0.74), and the next one brings them to the minimum of five that is shown.
        Assert.Equal(["r8", "r7", "r6", "r5", "r4"], selection.LeastCertain.Select(image => image.Path));
    }

    [Fact]
    public void Cell_MorePicturesThanFit_KeepsTheTellingOnes()
    {
        ScoredImage[] images =
        [
            .. Enumerable.Range(0, 100).Select(i => Mistake($"m{i}", 0.51f + (i * 0.004f))),
            .. Enumerable.Range(0, 100).Select(i => Right($"r{i}", 0.51f + (i * 0.004f))),
        ];

        var selection = new ReportSelection(images, [0, 1]);

        Assert.Equal(Enumerable.Range(0, 24).Select(i => $"m{99 - i}"), selection.Cell(0, 1).Select(image => image.Path));
        Assert.Equal(Enumerable.Range(0, 12).Select(i => $"r{i}"), selection.Cell(0, 0).Select(image => image.Path));
        Assert.Empty(selection.Cell(1, 0));
    }

    [Fact]
    public void Cells_MoreThanTheBudget_MistakesGoFirst()
    {
        const int classes = 60;
        ScoredImage[] images = [.. Enumerable.Range(0, classes * classes * 2).Select(i => Of($"{i}", i % classes, i / classes % classes, classes))];

        var selection = new ReportSelection(images, [.. Enumerable.Range(0, classes)]);

        Assert.Equal(1200, selection.InCells.Count());
        Assert.DoesNotContain(selection.InCells, image => image.IsRight);
        Assert.Equal(1200, selection.InCells.Select(image => (image.TrueClass, image.PredictedClass)).Distinct().Count());
    }

    private static ScoredImage Mistake(string path, float confidence) => new(path, 0, [1 - confidence, confidence]);

    private static ScoredImage Right(string path, float confidence) => new(path, 0, [confidence, 1 - confidence]);

    private static ScoredImage Of(string path, int trueClass, int predictedClass, int classes) =>
        new(path, trueClass, [.. Enumerable.Range(0, classes).Select(k => k == predictedClass ? 1f : 0)]);
}
