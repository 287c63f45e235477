using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.Cli.Tests;

[Collection(DemoCollection.Name)]
public class DemoTests(DemoFixture demo)
{
    [Fact]
    public void Demo_BundledImages_ReachesEightyPercent()
    {
        Assert.True(demo.Run.ExitCode == 0, demo.Run.Error);
        var accuracy = Regex.Match(demo.Run.Output, @"\n +features +([0-9.]+) % +±").Groups[1].Value;
        Assert.InRange(double.Parse(accuracy, CultureInfo.InvariantCulture), 80, 100);
        Assert.Contains("is right for 20.0 % of 180 test images", demo.Run.Output);
    }

    [Fact]
    public void Demo_ThreeMethods_EachInTheTableWithItsModel()
    {
        Assert.Matches(@"(?s)\n +features .*\n +finetune .*\n +scratch simple-cnn ", demo.Run.Output);
        foreach (var method in new[] { "features", "finetune", "scratch" })
        {
            var package = Path.Combine(Path.GetDirectoryName(demo.Package)!, $"emoji-{method}.zip");
            Assert.Contains(package, demo.Run.Output);
            using var classifier = ImageClassifier.Load(package);
            Assert.Equal(method, classifier.Card.Method);
        }
    }

    [Fact]
    public void Demo_Done_NamesTheModelAndTheNextCommandLast()
    {
        Assert.True(File.Exists(demo.Package));
        Assert.Contains(demo.Package, demo.Run.Output);
        Assert.EndsWith("train --data YOUR_PHOTOS --backbone mobilenet-v2.onnx-zoo --output photos.zip", demo.Run.Output.TrimEnd());
    }

    [Fact]
    public void Demo_Progress_GoesToStandardError()
    {
        Assert.Contains("features: 486 images", demo.Run.Error);
        Assert.DoesNotContain("features: 486", demo.Run.Output);
    }
}
