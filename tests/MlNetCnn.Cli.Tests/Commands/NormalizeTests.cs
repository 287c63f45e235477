using SkiaSharp;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class NormalizeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task Normalize_Folder_WritesCopiesAndReportsSkippedFiles()
    {
        var images = WritePhotos();
        File.WriteAllText(Path.Combine(images, "a", "page.jpg"), "<html>404</html>");
        var run = await CliRunner.RunAsync("datasets", "normalize", images, "--output", _folder.File("out"), "--max-side", "40", "--max-bad", "50");

        Assert.Equal(ExitCode.Done, run.ExitCode);
        Assert.Contains("Wrote 3 copies to", run.Output);
        Assert.Contains("IMG_UNSUPPORTED", run.Output);
        using var copy = SKBitmap.Decode(_folder.File("out/a/turned.jpg"));
        Assert.Equal((26, 40), (copy.Width, copy.Height));

        var again = await CliRunner.RunAsync("datasets", "normalize", images, "--output", _folder.File("out"), "--max-bad", "50");
        Assert.Contains("Wrote 0 copies", again.Output);
        Assert.Contains("3 from an earlier run were kept", again.Output);
    }

    [Fact]
    public async Task Normalize_OntoItself_IsRefused()
    {
        var images = WritePhotos();
        var run = await CliRunner.RunAsync("datasets", "normalize", images, "--output", images);
        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("OUTPUT_IS_INPUT", run.Error);
    }

    [Fact]
    public async Task Normalize_TooManyBad_EndsWith3()
    {
        var images = WritePhotos();
        File.WriteAllBytes(Path.Combine(images, "a", "empty.jpg"), []);
        var run = await CliRunner.RunAsync("datasets", "normalize", images, "--output", _folder.File("out"));
        Assert.Equal(ExitCode.Data, run.ExitCode);
        Assert.Contains("DATA_TOO_MANY_REJECTED", run.Error);
        Assert.Equal(3, Directory.GetFiles(_folder.File("out"), "*.jpg", SearchOption.AllDirectories).Length);
    }

    public void Dispose() => _folder.Dispose();

    private string WritePhotos()
    {
        var root = _folder.File("photos");
        Directory.CreateDirectory(Path.Combine(root, "a"));
        Directory.CreateDirectory(Path.Combine(root, "b"));
        var plain = TestPictures.Write(Path.Combine(root, "a", "plain.jpg"), 90, 60, SKEncodedImageFormat.Jpeg);
        TestPictures.WithOrientation(Path.Combine(root, "a", "turned.jpg"), plain, 6);
        TestPictures.Write(Path.Combine(root, "b", "clear.png"), 60, 60, (_, _) => SKColors.Transparent);
        return root;
    }
}
