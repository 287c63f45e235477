using System.Globalization;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class LearningRateTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("--method", "scratch", "--architecture", "simple-cnn", "--width", "0.25", "--input-size", "32", "--depth", "2")]
    [InlineData("--method", "finetune", "--unfreeze", "layers:1", "--batch-size", "8")]
    public async Task LearningRate_Images_SuggestsARateAndWritesTheCurve(params string[] options)
    {
        var images = _folder.Copy("photos", 8, "animals", "clothing");
        var run = await CliRunner.RunAsync(
            ["learning-rate", "--data", images, "--augment", "none", "--output", _folder.File("curve.csv"), "--quiet", .. options]);

        Assert.Equal((ExitCode.Done, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"Suggested: --learning-rate 0\.[0-9]+ ", run.Output);
        var lines = File.ReadAllLines(_folder.File("curve.csv"));
        Assert.Equal("rate,loss", lines[0]);
        double[][] points = [.. lines.Skip(1).Select(line => line.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())];
        Assert.InRange(points.Length, 20, 100);
        Assert.All(points.Zip(points.Skip(1)), pair => Assert.True(pair.First[0] < pair.Second[0]));
        Assert.True(points.Min(p => p[1]) < points[0][1], "no rate made the loss smaller");
    }

    [Fact]
    public async Task LearningRate_HeadAlone_IsRefused()
    {
        var images = _folder.Copy("photos", 6, "animals", "clothing");
        await CliRunner.FailAsync(ExitCode.Usage, "TRAIN_HEAD_ALONE", "learning-rate", "--data", images, "--unfreeze", "head", "--quiet");
    }
}
