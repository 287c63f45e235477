using Xunit;

namespace MlNetCnn.Tests;

public sealed class FolderWalkTests : IDisposable
{
    private readonly FakePictures _set = new();

    public void Dispose() => _set.Dispose();

    [Fact]
    public void Below_Tree_ReturnsEveryVisibleFileBelowTheSpecifiedPath()
    {
        _set.Files("x/y", 2).Files("z", 1);
        _set.File("note.txt");
        _set.File(".hidden");
        var start = Path.GetRelativePath(Environment.CurrentDirectory, _set.Root);

        var files = new FolderWalk().Below(start).ToList();

        Assert.All(files, file => Assert.Null(file.Error));
        Assert.Equal(
            ["note.txt", "x/y/000.jpg", "x/y/001.jpg", "z/000.jpg"],
            files.Select(file => file.Path[(start.Length + 1)..].Replace('\\', '/')).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Below_EndlessFolder_IsWalkedFileByFile()
    {
        static IEnumerable<FolderEntry> Endless(string folder)
        {
            for (var i = 0; ; i++)
            {
                yield return new FolderEntry($"{folder}/{i}.jpg", IsFolder: false, IsLink: false);
            }
        }

        Assert.Equal(1_000, new FolderWalk(Endless).Below(_set.Root).Take(1_000).Count());
    }

    [Fact]
    public void Below_FiftyThousandFolders_AreAllWalked()
    {
        IEnumerable<FolderEntry> Read(string folder) => folder == _set.Root
            ? Enumerable.Range(0, 50_000).Select(i => new FolderEntry($"{_set.Root}/f{i}", IsFolder: true, IsLink: false))
            : [new FolderEntry($"{folder}/1.jpg", false, false)];

        Assert.Equal(50_000, new FolderWalk(Read).Below(_set.Root).Count());
    }
}
