using SkiaSharp;
using Xunit;

namespace MlNetCnn.Cli.Tests;

[Collection(DemoCollection.Name)]
public sealed class ExplainTests(DemoFixture demo) : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("auto", "Grad-CAM")]
    [InlineData("gradcam", "Grad-CAM")]
    [InlineData("activation", "CAM")]
    public async Task Explain_Images_WritesAnImageAndALineEach(string method, string expected)
    {
        var paths = Repository.Photos(2);

        var run = await CliRunner.RunAsync(
            ["explain", "--model", demo.Package, "--method", method, "--output", _folder.File("new/why.png"), .. paths]);

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.All(paths, path => Assert.Contains($"{path}: ", run.Output));
        Assert.Contains($"({expected})", run.Output);
        using var image = SKBitmap.Decode(_folder.File("new/why.png"));
        Assert.True(image.Width > 640 && image.Height > 400);
    }

    [Fact]
    public async Task Explain_Class_NamesItAndThePredictedOne()
    {
        var image = Directory.GetFiles(Path.Combine(Repository.Emoji, "test", "clothing")).Order(StringComparer.Ordinal).First();

        var run = await CliRunner.RunAsync(
            "explain", "--model", demo.Package, image, "--class", "animals", "--method", "activation", "-o", _folder.File("why.png"));

        Assert.Matches("clothing [0-9.]+ %, animals [0-9.]+ % ", run.Output);
    }

    [Fact]
    public async Task Explain_WrongUse_LeavesNoFile()
    {
        var image = Repository.Photos(1)[0];
        await FailAsync(2, "CLASS_UNKNOWN", "--model", demo.Package, image, "--class", "rose");
        await FailAsync(3, "IMG_NOT_FOUND", "--model", demo.Package, image, _folder.File("gone.jpg"));
        await FailAsync(4, "MODEL_NOT_FOUND", "--model", _folder.File("gone.zip"), image);
        await CliRunner.FailAsync(2, "USAGE", "explain", "--model", demo.Package, image, "--output", _folder.File("why.jpg"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));

        Task FailAsync(int exitCode, string code, params string[] args) =>
            CliRunner.FailAsync(exitCode, code, ["explain", "--method", "activation", "--output", _folder.File("why.png"), .. args]);
    }
}
