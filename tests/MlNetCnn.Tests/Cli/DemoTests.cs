using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Tests.Cli;

[Collection(DemoCollection.Name)]
public class DemoTests(DemoFixture demo)
{
    [Fact]
    public void Demo_BundledPhotos_ReachesEightyPercent()
    {
        Assert.Equal(0, demo.Run.ExitCode);
        var accuracy = Regex.Match(demo.Run.Output, @"Test accuracy: ([0-9.]+) % of 100 photos").Groups[1].Value;
        Assert.InRange(double.Parse(accuracy, CultureInfo.InvariantCulture), 80, 100);
    }

    [Fact]
    public void Demo_Done_NamesTheModelAndTheNextCommandLast()
    {
        Assert.True(File.Exists(demo.Package));
        Assert.Contains(demo.Package, demo.Run.Output);
        Assert.EndsWith("train --data YOUR_PHOTOS --output photos.zip", demo.Run.Output.TrimEnd());
    }

    [Fact]
    public void Demo_Progress_GoesToStandardError()
    {
        Assert.Contains("features: 300 images", demo.Run.Error);
        Assert.DoesNotContain("features: 300", demo.Run.Output);
    }
}
