using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Symbolic links in a folder of classes.</summary>
public sealed class FolderLinkTests : IDisposable
{
    private readonly FakePictures _set = new();

    public void Dispose() => _set.Dispose();

    private static MlNetCnnException Refused(Func<ImageDataset> list) => Assert.Throws<MlNetCnnException>(list);

    private string[] Relative(ImageDataset images) => [.. images.Select(image => Path.GetRelativePath(_set.Root, image.Path).Replace('\\', '/'))];

    [Theory]
    [InlineData("a/up", "..")]
    [InlineData("a/here", ".")]
    [InlineData("a/sub/root", "../..")]
    [InlineData("a/self", "self")]
    public void FromFolder_LinkLoop_EndsAndIsReported(string link, string target)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        _set.Files("a", 2).Files("a/sub", 1).Files("b", 1);
        Directory.CreateSymbolicLink(_set.At(link), target);

        var images = ImageDataset.FromFolder(_set.Root);

        Assert.Equal(3, images.ClassCounts["a"]);
        Assert.Equal(1, images.ClassCounts["b"]);
        Assert.Contains(Path.GetFileName(link), string.Join('\n', images.Warnings.Concat(images.Errors.Select(error => error.Path))), StringComparison.Ordinal);
    }

    [Fact]
    public void FromFolder_LinksToEachOther_AreFollowedOnce()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        _set.Files("a/one", 1).Files("a/two", 1).Files("b", 1);
        Directory.CreateSymbolicLink(_set.At("a/one/other"), "../two");
        Directory.CreateSymbolicLink(_set.At("a/two/other"), "../one");

        Assert.Equal(2, ImageDataset.FromFolder(_set.Root).ClassCounts["a"]);
    }

    [Fact]
    public void FromFolder_LinkToImagesElsewhere_IsFollowed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        using var elsewhere = new FakePictures();
        elsewhere.Files("store", 2);
        _set.Files("a", 1);
        Directory.CreateSymbolicLink(_set.At("b"), elsewhere.At("store"));

        var images = ImageDataset.FromFolder(_set.Root);

        Assert.Equal(["a/000.jpg", "b/000.jpg", "b/001.jpg"], Relative(images));
    }

    [Theory]
    [InlineData("c/linked", "../a")]
    [InlineData("c/linked.jpg", "../a/000.jpg")]
    [InlineData("d", "a")]
    public void FromFolder_FileOfTwoClassesThroughALink_IsRefused(string link, string target)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        _set.Files("a", 2).Files("b", 1).Files("c", 1);
        if (link.EndsWith(".jpg", StringComparison.Ordinal))
        {
            File.CreateSymbolicLink(_set.At(link), target);
        }
        else
        {
            Directory.CreateSymbolicLink(_set.At(link), target);
        }

        var exception = Refused(() => ImageDataset.FromFolder(_set.Root));

        Assert.Equal("DATA_CONFLICTING_LABELS", exception.Code);
        Assert.Contains($"'a' and '{link[..1]}'", exception.Received, StringComparison.Ordinal);
    }

    [Fact]
    public void FromFolder_FileTwiceInAClassThroughALink_IsListedOnceAndReported()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        _set.Files("a", 2).Files("b", 1);
        File.CreateSymbolicLink(_set.At("a/linked.jpg"), "000.jpg");

        var images = ImageDataset.FromFolder(_set.Root);

        Assert.Equal(2, images.ClassCounts["a"]);
        Assert.Single(images.Warnings, warning => warning.StartsWith("1 row or link repeats a file that is already listed and was left out", StringComparison.Ordinal));
    }
}
