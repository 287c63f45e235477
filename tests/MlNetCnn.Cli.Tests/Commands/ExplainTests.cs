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
    public async Task Explain_Photos_WritesAPictureAndALineEach(string method, string expected)
    {
        var photos = Repository.Photos(2);

        var run = await CliRunner.RunAsync(
            ["explain", "--model", demo.Package, "--method", method, "--output", _folder.File("new/why.png"), .. photos]);

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.All(photos, photo => Assert.Contains($"{photo}: ", run.Output));
        Assert.Contains($"({expected})", run.Output);
        using var image = SKBitmap.Decode(_folder.File("new/why.png"));
        Assert.True(image.Width > 640 && image.Height > 400);
    }

    [Fact]
    public async Task Explain_Class_NamesItAndThePredictedOne()
    {
        var photo = Directory.GetFiles(Path.Combine(Repository.Emoji, "test", "clothing")).Order(StringComparer.Ordinal).First();

        var run = await CliRunner.RunAsync(
            "explain", "--model", demo.Package, photo, "--class", "animals", "--method", "activation", "-o", _folder.File("why.png"));

        Assert.Matches("clothing [0-9.]+ %, animals [0-9.]+ % ", run.Output);
    }

    [Fact]
    public async Task Explain_WrongUse_LeavesNoPicture()
    {
        var photo = Repository.Photos(1)[0];
        await FailAsync(2, "CLASS_UNKNOWN", "--model", demo.Package, photo, "--class", "rose");
        await FailAsync(3, "IMG_NOT_FOUND", "--model", demo.Package, photo, _folder.File("gone.jpg"));
        await FailAsync(4, "MODEL_NOT_FOUND", "--model", _folder.File("gone.zip"), photo);
        await CliRunner.FailAsync(2, "USAGE", "explain", "--model", demo.Package, photo, "--output", _folder.File("why.jpg"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));

        Task FailAsync(int exitCode, string code, params string[] args) =>
            CliRunner.FailAsync(exitCode, code, ["explain", "--method", "activation", "--output", _folder.File("why.png"), .. args]);
    }
}
