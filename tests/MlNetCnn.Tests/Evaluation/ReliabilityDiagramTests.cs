using Xunit;

namespace MlNetCnn.Tests;

public class ReliabilityDiagramTests
{
    [Fact]
    public void Create_ConfidenceOfTheAccuracy_HasNoError()
    {
        var diagram = ReliabilityDiagram.Create(Enumerable.Range(0, 5).Select(i => Image(i < 4, 0.8f)));

        Assert.Equal(0, diagram.ExpectedCalibrationError, 1e-6);
        Assert.Equal(5, diagram.Count);
    }

    [Fact]
    public void Create_TwoBins_WeighsThemByImages()
    {
        // Three at 0.9, two of them correct; one at 0.6, correct.
        var diagram = ReliabilityDiagram.Create([Image(true, 0.9f), Image(true, 0.9f), Image(false, 0.9f), Image(true, 0.6f)]);

        Assert.Equal((0.75 * (0.9 - (2 / 3.0))) + (0.25 * 0.4), diagram.ExpectedCalibrationError, 1e-6);
    }

    [Fact]
    public void Create_ManyImages_EqualsTheSlowImplementation()
    {
        var random = new Random(3);
        ScoredImage[] images = [.. Enumerable.Range(0, 1000).Select(_ => Image(random.NextSingle() < 0.7f, 0.5f + (random.NextSingle() / 2)))];

        var expected = Enumerable.Range(1, 15).Sum(m =>
        {
            var bin = images.Where(image => image.Confidence > (m - 1) / 15.0 && image.Confidence <= m / 15.0).ToArray();
            return bin.Length == 0
                ? 0
                : bin.Length / 1000.0 * Math.Abs(bin.Average(image => image.IsRight ? 1.0 : 0) - bin.Average(image => (double)image.Confidence));
        });
        Assert.Equal(expected, ReliabilityDiagram.Create(images).ExpectedCalibrationError, 1e-12);
    }

    [Theory]
    [InlineData(1f, 14)]
    [InlineData(0.5f, 7)]
    [InlineData(0.6f, 9)]
    public void Create_Borders_BelongToTheBinBelow(float confidence, int bin)
    {
        var bins = ReliabilityDiagram.Create([Image(true, confidence)]).Bins;

        Assert.Equal(bin, bins.Index().Single(entry => entry.Item.Count == 1).Index);
        Assert.InRange(confidence, bins[bin].Low, bins[bin].High + 1e-6);
    }

    [Fact]
    public void Create_NoImages_HasNoError()
    {
        var diagram = ReliabilityDiagram.Create([]);

        Assert.Equal((0, true), (diagram.Count, double.IsNaN(diagram.ExpectedCalibrationError)));
    }

    private static ScoredImage Image(bool isRight, float confidence) => new("x", isRight ? 0 : 1, [confidence, 1 - confidence - 0.001f]);
}
