using Xunit;

namespace MlNetCnn.Cli.Tests;

public sealed class TrainFaultTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Output => _folder.File("model.zip");

    public void Dispose()
    {
        Assert.False(File.Exists(Output));
        Assert.Empty(Directory.GetFiles(_folder.Root, "*.tmp", new EnumerationOptions { AttributesToSkip = 0, RecurseSubdirectories = true }));
        _folder.Dispose();
    }

    [Fact]
    public async Task Train_MissingPath_NamesIt()
    {
        var run = await FailAsync(3, "PATH_NOT_FOUND", _folder.File("nowhere"));

        Assert.Contains(_folder.File("nowhere"), run.Error);
    }

    [Fact]
    public async Task Train_EmptyFolder_NamesTheExtensions()
    {
        var run = await FailAsync(3, "DATA_NO_IMAGES", Directory.CreateDirectory(_folder.File("empty")).FullName);

        Assert.Contains(".jpg", run.Error);
    }

    [Fact]
    public async Task Train_OneClass_IsRefused()
    {
        CopyPhotos("a", 3);

        await FailAsync(3, "DATA_ONE_CLASS", _folder.File("photos"));
    }

    [Fact]
    public async Task Train_TooManyUnusableImages_EndsWith3()
    {
        CopyPhotos("a", 6);
        CopyPhotos("b", 5);
        File.WriteAllText(_folder.File("photos/b/page.jpg"), "<html>not an image</html>");

        var run = await FailAsync(3, "DATA_TOO_MANY_REJECTED", _folder.File("photos"));

        Assert.Contains("page.jpg", run.Error);
    }

    [Theory]
    [InlineData("x.png,", "LABEL_MISSING")]
    [InlineData("../../x.png,a", "IMG_OUTSIDE_ROOT")]
    [InlineData("a.png,a,surplus", "ROW_MALFORMED")]
    public async Task Train_TooManyRowsThatCannotBeUsed_EndsWith3(string row, string code)
    {
        CopyPhotos("a", 5);
        CopyPhotos("b", 4);
        var images = Directory.GetFiles(_folder.File("photos"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal);
        var rows = images.Select(image => $"{image},{Path.GetFileName(Path.GetDirectoryName(image))}");
        File.WriteAllLines(_folder.File("t.csv"), ["filename,label", .. rows, row]);

        var run = await FailAsync(3, "DATA_TOO_MANY_REJECTED", _folder.File("t.csv"), "--max-bad", "5");

        Assert.Contains("1 of 10 images (10 %) cannot be used", run.Error);
        Assert.Contains(code, run.Error);
    }

    [Fact]
    public async Task Train_TooManyFilesThatAreNotDecoded_EndsWith3()
    {
        CopyPhotos("a", 5);
        CopyPhotos("b", 4);
        File.WriteAllText(_folder.File("photos/b/x.tiff"), "");

        var run = await FailAsync(3, "DATA_TOO_MANY_REJECTED", _folder.File("photos"), "--max-bad", "5");

        Assert.Contains("1 of 10 images (10 %) cannot be used", run.Error);
        Assert.Contains(".tiff", run.Error);
    }

    [Fact]
    public async Task Train_FilesOfWhichReadingNeverBegins_AreRefusedByType()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no FIFO among its files");
        CopyPhotos("a", 3);
        CopyPhotos("b", 3);

        // Two, because files of the same length are compared.
        Fifo.Make(_folder.File("photos/a/f.jpg"));
        Fifo.Make(_folder.File("photos/b/f.jpg"));

        var run = await InTime.RunAsync(() => FailAsync(3, "DATA_TOO_MANY_REJECTED", _folder.File("photos")));

        Assert.Contains("2 IMG_UNSUPPORTED", run.Error);
    }

    [Fact]
    public async Task Train_NoUsableImage_SaysZeroOf()
    {
        foreach (var name in new[] { "a/1.jpg", "a/2.jpg", "b/1.jpg", "b/2.jpg" })
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder.File($"photos/{name}"))!);
            File.WriteAllText(_folder.File($"photos/{name}"), "");
        }

        var run = await FailAsync(3, "DATA_NONE_USABLE", _folder.File("photos"));

        Assert.Contains("0 usable of 4", run.Error);
    }

    [Fact]
    public async Task Train_BackboneThatIsNoOnnx_EndsWith4()
    {
        CopyPhotos("a", 2);
        CopyPhotos("b", 2);
        var backbone = _folder.File("network.onnx");
        File.WriteAllText(backbone, "no network");

        await FailAsync(4, "MODEL_NOT_ONNX", _folder.File("photos"), "--backbone", backbone, "--preprocessing", "imagenet");
    }

    [Theory]
    [InlineData("--preprocessing", "imagenet")]
    [InlineData("--feature-tensor", "x")]
    [InlineData("--mean", "1,2,3")]
    public async Task Train_PreprocessingOfTheDefaultBackbone_IsRefused(params string[] options) =>
        await FailAsync(2, "USAGE", Repository.Emoji, options);

    [Theory]
    [InlineData("PREPROCESSING_INVALID", "--preprocessing", "other")]
    [InlineData("PREPROCESSING_INVALID", "--mean", "1,2", "--std", "1,1,1")]
    [InlineData("USAGE", "--mean", "1,2,3")]
    [InlineData("USAGE", "--channel-order", "bgr")]
    [InlineData("USAGE", "--preprocessing", "caffe", "--channel-order", "bgr")]
    public async Task Train_WrongPreprocessing_IsRefused(string code, params string[] options) =>
        await FailAsync(
            2, code, Repository.Emoji,
            ["--backbone", TestBackbones.Default, .. options]);

    [Fact]
    public async Task Train_UnknownBackbone_NamesTheKnown()
    {
        var run = await FailAsync(4, "BACKBONE_NOT_FOUND", Repository.Emoji, "--backbone", "resnet");

        Assert.Contains("resnet18-v1.onnx-zoo", run.Error);
    }

    [Fact]
    public async Task Train_OutputBelowAFile_EndsWith5BeforeTheWork()
    {
        File.WriteAllText(_folder.File("file"), "");

        var run = await CliRunner.FailAsync(
            5, "OUTPUT_NOT_WRITABLE", "train", "--data", Repository.Emoji, "--output", _folder.File("file/model.zip"));

        Assert.Empty(run.Output);
    }

    [Fact]
    public async Task Train_OutputIsNoZip_IsRefused() =>
        await CliRunner.FailAsync(2, "USAGE", "train", "--data", Repository.Emoji, "--output", _folder.File("model.onnx"));

    [Fact]
    public async Task Train_TwoOutputsInOneFile_IsRefused() =>
        await FailAsync(2, "OUTPUT_TWICE", Repository.Emoji, "--metrics", Output);

    private Task<CliRun> FailAsync(int exitCode, string code, string data, params string[] options) =>
        CliRunner.FailAsync(exitCode, code, ["train", "--data", data, "--output", Output, .. options]);

    private void CopyPhotos(string name, int count)
    {
        var target = Directory.CreateDirectory(_folder.File($"photos/{name}")).FullName;
        foreach (var image in Repository.Photos(count))
        {
            File.Copy(image, Path.Combine(target, Path.GetFileName(image)));
        }
    }
}
