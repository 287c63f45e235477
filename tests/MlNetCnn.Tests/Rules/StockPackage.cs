using System.Diagnostics;
using System.Text.Json;
using MlNetCnn.Tests.Cli;
using Xunit;

namespace MlNetCnn.Tests.Rules;

/// <summary>
/// A process that references stock ML.NET packages alone loads the package and says what <see cref="ImageClassifier"/> says.
/// </summary>
[Collection(DemoCollection.Name)]
public class StockPackage(DemoFixture demo)
{
    private static string Consumer =>
        Path.Combine(Repository.Root, "samples", "StockConsumer", "bin", Configuration, "net10.0", "StockConsumer.dll");

    // The tests lie in bin/CONFIGURATION/FRAMEWORK.
    private static string Configuration =>
        Path.GetFileName(Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory)))!;

    [Fact]
    public async Task StockConsumer_TestPhotos_GivesTheSameClassesAndScores()
    {
        var photos = Repository.Photos(15);

        var (exitCode, output, error) = await RunAsync(["--json", demo.Package, .. photos]);

        Assert.Equal((0, ""), (exitCode, error));
        using var classifier = ImageClassifier.Load(demo.Package);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(photos.Length, lines.Length);
        foreach (var (photo, line) in photos.Zip(lines))
        {
            var ours = classifier.Predict(photo);
            using var stock = JsonDocument.Parse(line);
            Assert.Equal(ours.Label, stock.RootElement.GetProperty("label").GetString());
            var scores = stock.RootElement.GetProperty("scores").EnumerateObject().ToArray();
            Assert.Equal(classifier.ClassNames, scores.Select(score => score.Name));
            Assert.All(ours.Scores.Zip(scores), pair => Assert.Equal(pair.First, pair.Second.Value.GetSingle(), 1e-4f));
        }
    }

    [Fact]
    public async Task StockConsumer_PhotoThatIsNotThere_NamesItAndGoesOn()
    {
        var photo = Repository.Photos(1)[0];

        var (exitCode, output, error) = await RunAsync([demo.Package, "gone.jpg", photo]);

        Assert.Equal(1, exitCode);
        Assert.Contains("gone.jpg", error);
        Assert.StartsWith(photo + "\t", output);
    }

    [Theory]
    [InlineData]
    [InlineData("model.zip")]
    [InlineData("missing.zip", "photo.jpg")]
    public async Task StockConsumer_WrongUse_EndsWith2(params string[] args)
    {
        var (exitCode, output, error) = await RunAsync(args);

        Assert.Equal((2, ""), (exitCode, output));
        Assert.NotEmpty(error);
        Assert.DoesNotContain("   at ", error);
    }

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string[] args)
    {
        var start = new ProcessStartInfo("dotnet", [Consumer, .. args]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ORT_DISABLE_TELEMETRY"] = "1";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, await output, await error);
    }
}
