using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class ImagePathsTests : IDisposable
{
    private readonly FakePictures _set = new();
    private readonly StringWriter _warnings = new();

    public void Dispose()
    {
        _warnings.Dispose();
        _set.Dispose();
    }

    [Fact]
    public void Find_Folder_IsInOrdinalOrderWithFoldersAfterFiles()
    {
        _set.File("b.jpg");
        _set.File("a/2.jfif");
        _set.File("a/b/3.gif");
        _set.File("c/1.JPE");

        Assert.Equal(["b.jpg", "a/2.jfif", "a/b/3.gif", "c/1.JPE"], Find(_set.Root));
        Assert.Empty(_warnings.ToString());
    }

    [Fact]
    public void Find_OtherFiles_AreCountedByKind()
    {
        _set.File("ok.jpg");
        Array.ForEach(["1.heic", "2.HEIC", "3.tiff", "4.pdf", "5"], name => _set.File(name));

        Assert.Equal(["ok.jpg"], Find(_set.Root));
        Assert.Contains("5 files in", _warnings.ToString());
        Assert.Contains(": 2 .heic, 1 .pdf, 1 .tiff, 1 without an extension", _warnings.ToString());
    }

    [Fact]
    public void Find_LinkedFolder_IsFollowedAndALoopIsReported()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links need a privilege on Windows.");
        using var elsewhere = new FakePictures();
        elsewhere.Files("store", 2);
        _set.File("a.jpg");
        Directory.CreateSymbolicLink(_set.At("more"), elsewhere.At("store"));
        Directory.CreateSymbolicLink(_set.At("up"), ".");

        Assert.Equal(["a.jpg", "more/000.jpg", "more/001.jpg"], Find(_set.Root));
        Assert.Contains("up' was not followed", _warnings.ToString());
    }

    [Fact]
    public void Find_SameImageByTwoPaths_IsReported()
    {
        _set.Files("a", 2);

        Assert.Equal(6, Find(_set.At("a"), _set.At("a"), _set.At("a/../a")).Length);
        Assert.Contains("4 paths repeat an image that was already specified, first '", _warnings.ToString());
    }

    [Fact]
    public async Task Predict_RowWithoutPath_IsARowThatCannotBeUsed()
    {
        TinyClassifiers.Create(seed: 1).Save(_set.At("m.zip"));
        TinyClassifiers.WriteImage(_set.At("p.png"));
        var table = _set.Table("path,note\np.png,1\n,2\n");

        var run = await CliRunner.FailAsync(3, "DATA_TOO_MANY_REJECTED", "predict", "--model", _set.At("m.zip"), table, "--format", "csv");

        Assert.Contains("\n,,,IMG_PATH_MISSING: the path is empty\n", run.Output);
        Assert.Contains("1 of 2 images cannot be used", run.Error);
    }

    private string[] Find(params string[] paths) =>
        [.. new ImagePaths(new TableOptions(), _warnings).Find(paths).Select(path => Path.GetRelativePath(_set.Root, path).Replace('\\', '/'))];
}
