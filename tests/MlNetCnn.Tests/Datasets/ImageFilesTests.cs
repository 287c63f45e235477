using Xunit;

namespace MlNetCnn.Tests;

public sealed class ImageFilesTests : IDisposable
{
    private readonly FakePictures _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Extensions_AreThoseThatAScanAccepts()
    {
        Assert.Equal(ImageExtensions.Accepted, string.Join(", ", ImageFiles.Extensions));
        Assert.All(ImageFiles.Extensions, extension => Assert.True(ImageFiles.HasImageExtension($"a{extension.ToUpperInvariant()}")));
        Assert.False(ImageFiles.HasImageExtension("jpg"));
    }

    [Fact]
    public void EnumerateFolder_Tree_ReturnsImagesAndOtherFilesInAFixedOrder()
    {
        Array.ForEach(["b.jpg", "a.txt", "c/1.png", "a/2.gif", ".hidden.jpg"], name => _set.File(name));

        var items = ImageFiles.EnumerateFolder(_set.Root).Select(item => (Path.GetRelativePath(_set.Root, item.Path).Replace('\\', '/'), item.Kind, item.Error));

        Assert.Equal(
            [
                ("a.txt", FolderItemKind.OtherFile, null), ("b.jpg", FolderItemKind.Image, null), ("a/2.gif", FolderItemKind.Image, null),
                ("c/1.png", FolderItemKind.Image, null),
            ],
            items);
    }

    [Fact]
    public void EnumerateFolder_NoFolder_IsReported()
    {
        var item = Assert.Single(ImageFiles.EnumerateFolder(_set.At("none")));

        Assert.Equal(FolderItemKind.UnreadableFolder, item.Kind);
        Assert.Contains("none", item.Error);
    }

    [Fact]
    public void EnumerateTable_WithoutLabels_ReturnsAPathForEachRow()
    {
        var warnings = new List<string>();
        var table = _set.Table("path,note\nx\\1.jpg,a\n,b\n");

        Assert.Equal([_set.At(Path.Combine("x", "1.jpg")), ""], ImageFiles.EnumerateTable(table, warn: warnings.Add));
        Assert.Contains("has no path", Assert.Single(warnings));
        Assert.Equal([_set.At(Path.Combine("y", "x", "1.jpg")), ""], ImageFiles.EnumerateTable(table, new TableOptions { ImageRoot = _set.At("y") }));
    }
}
