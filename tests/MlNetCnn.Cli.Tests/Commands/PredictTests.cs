using System.Globalization;
using System.Text.Json;
using Xunit;

namespace MlNetCnn.Cli.Tests;

[Collection(DemoCollection.Name)]
public sealed class PredictTests(DemoFixture demo) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Predict_Images_WritesARowEachInOrder()
    {
        var images = Repository.Photos(3);

        var run = await PredictAsync(images);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        var lines = Lines(run);
        Assert.Equal(4, lines.Length);
        Assert.All(images.Zip(lines.Skip(1)), pair => Assert.EndsWith(pair.First, pair.Second));
    }

    [Fact]
    public async Task Predict_Folder_ReadsOnlyImagesInItAndItsSubfolders()
    {
        var image = Repository.Photos(1)[0];
        Directory.CreateDirectory(_folder.File("deep/er"));
        File.Copy(image, _folder.File("deep/er/b.jpg"));
        File.Copy(image, _folder.File("a.jpg"));
        File.Copy(image, _folder.File(".hidden.jpg"));
        File.WriteAllText(_folder.File("notes.txt"), "");

        var run = await PredictAsync("--format", "csv", _folder.Root);

        Assert.Equal(["path", _folder.File("a.jpg"), _folder.File("deep/er/b.jpg")], Lines(run).Select(line => line.Split(',')[0]));
    }

    [Fact]
    public async Task Predict_TableWithoutLabels_ResolvesPathsFromItsFolder()
    {
        File.Copy(Repository.Photos(1)[0], _folder.File("one, two.jpg"));
        File.WriteAllText(_folder.File("t.csv"), "image,note\n\"one, two.jpg\",x\n");

        var run = await PredictAsync("--format", "json", _folder.File("t.csv"));

        using var rows = JsonDocument.Parse(run.Output);
        Assert.Equal(_folder.File("one, two.jpg"), rows.RootElement[0].GetProperty("path").GetString());
        Assert.True(rows.RootElement[0].TryGetProperty("label", out _));
    }

    [Fact]
    public async Task Predict_Json_IsOneArrayWithTheTopClasses()
    {
        var run = await PredictAsync(["--format", "json", "--top", "3", .. Repository.Photos(2)]);

        using var rows = JsonDocument.Parse(run.Output);
        Assert.Equal(2, rows.RootElement.GetArrayLength());
        foreach (var row in rows.RootElement.EnumerateArray())
        {
            var top = row.GetProperty("top").EnumerateArray().Select(entry => entry.GetProperty("probability").GetDouble()).ToArray();
            Assert.Equal(3, top.Length);
            Assert.Equal(top.OrderDescending(), top);
            Assert.Equal(row.GetProperty("probability").GetDouble(), top[0]);
        }
    }

    [Fact]
    public async Task Predict_MoreThanThereAreClasses_WritesThemAll()
    {
        var run = await PredictAsync("--format", "csv", "--top", "9", Repository.Photos(1)[0]);

        Assert.Equal("path,label,probability,label2,probability2,label3,probability3,label4,probability4,label5,probability5,error", Lines(run)[0]);
        var cells = Lines(run)[1].Split(',');
        var sum = new[] { 2, 4, 6, 8, 10 }.Sum(cell => double.Parse(cells[cell], CultureInfo.InvariantCulture));
        Assert.Equal(1, sum, 1e-5);
    }

    [Theory]
    [InlineData("table")]
    [InlineData("json")]
    [InlineData("csv")]
    public async Task Predict_InvalidImage_GetsARowAndTheRestContinues(string format)
    {
        File.WriteAllText(_folder.File("page.jpg"), "<html></html>");
        var images = Repository.Photos(2);

        var run = await PredictAsync("--format", format, "--max-bad", "50", images[0], _folder.File("page.jpg"), _folder.File("gone.jpg"), images[1], images[0]);

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("IMG_UNSUPPORTED", run.Output);
        Assert.Contains("IMG_NOT_FOUND", run.Output);
        Assert.Contains(images[1], run.Output);
        Assert.Contains("5 images, 2 of them unusable", run.Error);
    }

    [Fact]
    public async Task Predict_TooManyInvalidImages_EndsWith3AfterWritingAll()
    {
        var run = await CliRunner.FailAsync(
            3, "DATA_TOO_MANY_REJECTED", "predict", "--model", demo.Package, _folder.File("gone.jpg"), Repository.Photos(1)[0]);

        Assert.Contains(Repository.Photos(1)[0], run.Output);
    }

    [Fact]
    public async Task Predict_EmptyFolder_EndsWith3() =>
        await CliRunner.FailAsync(3, "DATA_NO_IMAGES", "predict", "--model", demo.Package, _folder.Root);

    [Fact]
    public async Task Predict_Output_HoldsWhatStandardOutputWould()
    {
        var images = Repository.Photos(2);
        var direct = await PredictAsync(["--format", "csv", .. images]);

        var run = await PredictAsync(["--format", "csv", "--output", _folder.File("new/classes.csv"), .. images]);

        Assert.Empty(run.Output);
        Assert.Equal(direct.Output, File.ReadAllText(_folder.File("new/classes.csv")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.File("new")));
    }

    [Fact]
    public async Task Predict_CancelledWithOutput_LeavesTheOldFile()
    {
        File.WriteAllText(_folder.File("classes.csv"), "old");
        using var cancellation = new Cancellation();
        cancellation.Cancel(ExitCode.Interrupted);

        var run = await CliRunner.RunAsync(
            cancellation, "predict", "--model", demo.Package, "--output", _folder.File("classes.csv"), Repository.Photos(1)[0]);

        Assert.Equal(ExitCode.Interrupted, run.ExitCode);
        Assert.Equal("old", File.ReadAllText(_folder.File("classes.csv")));
        Assert.Single(Directory.GetFileSystemEntries(_folder.Root));
    }

    private static string[] Lines(CliRun run) => run.Output.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries);

    private Task<CliRun> PredictAsync(params string[] args) => CliRunner.RunAsync(["predict", "--model", demo.Package, .. args]);
}
