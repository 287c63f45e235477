using SkiaSharp;
using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class AugmentTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Augment_Folder_DrawsARowPerImage()
    {
        var run = await RunAsync("--count", "3", "--cached-augmentations", "4", "--size", "100");

        Assert.True(run.ExitCode == ExitCode.Done, run.Error);
        Assert.Contains("Augmentation: standard", run.Output);
        using var image = SKBitmap.Decode(_folder.File("sheet.png"));
        Assert.True(image.Width >= 5 * 100 && image.Height >= 3 * 100);
    }

    [Fact]
    public async Task Augment_SameSeed_GivesTheSameImage()
    {
        await RunAsync("--count", "2", "--cached-augmentations", "2", "--size", "60", "--seed", "5", "--augment", "strong");
        var first = File.ReadAllBytes(_folder.File("sheet.png"));
        await RunAsync("--count", "2", "--cached-augmentations", "2", "--size", "60", "--seed", "5", "--augment", "strong");
        Assert.Equal(first, File.ReadAllBytes(_folder.File("sheet.png")));
        await RunAsync("--count", "2", "--cached-augmentations", "2", "--size", "60", "--seed", "6", "--augment", "strong");
        Assert.NotEqual(first, File.ReadAllBytes(_folder.File("sheet.png")));
    }

    [Fact]
    public async Task Augment_WrongUse_IsRefused()
    {
        await CliRunner.FailAsync(2, "AUGMENT_SPEC", "augment", "--data", Repository.Emoji, "--augment", "strng", "-o", _folder.File("a.png"));
        await CliRunner.FailAsync(2, "USAGE", "augment", "--data", Repository.Emoji, "-o", _folder.File("a.bmp"));
        await CliRunner.FailAsync(3, "PATH_NOT_FOUND", "augment", "--data", _folder.File("gone"), "-o", _folder.File("a.png"));
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Root));
    }

    [Fact]
    public void Choose_FewImages_TakesEachClassInTurnAndNoTestImage()
    {
        var listing = ImageDataset.Open(Repository.Emoji, new TableOptions());

        var images = PreviewedImages.Choose(listing, 7, seed: 2);

        Assert.Equal(7, images.Distinct().Count());
        Assert.All(images, path => Assert.DoesNotContain("/test/", path.Replace('\\', '/')));
        Assert.Equal(5, images.Take(5).Select(path => Path.GetFileName(Path.GetDirectoryName(path))).Distinct().Count());
    }

    private Task<CliRun> RunAsync(params string[] args) =>
        CliRunner.RunAsync(["augment", "--data", Repository.Emoji, "--output", _folder.File("sheet.png"), .. args]);
}
