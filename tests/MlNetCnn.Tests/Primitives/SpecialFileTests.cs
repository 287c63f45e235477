using Xunit;

namespace MlNetCnn.Tests;

public sealed class SpecialFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public SpecialFileTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no FIFO among its files");

    [Fact]
    public void Is_FifoDeviceAndLinkToOne_NoFile()
    {
        var fifo = Fifo.Make(_folder.File("f.jpg"));
        File.CreateSymbolicLink(_folder.File("link.jpg"), fifo);
        Assert.True(SpecialFile.Exists(fifo));
        Assert.True(SpecialFile.Exists(_folder.File("link.jpg")));
        Assert.True(SpecialFile.Exists("/dev/zero"));
    }

    [Fact]
    public void Is_FileEmptyFileFolderAndNothing_AreNone()
    {
        File.WriteAllText(_folder.File("full"), "x");
        File.WriteAllText(_folder.File("empty"), "");
        File.CreateSymbolicLink(_folder.File("link"), _folder.File("empty"));
        Assert.False(SpecialFile.Exists(_folder.File("full")));
        Assert.False(SpecialFile.Exists(_folder.File("empty")));
        Assert.False(SpecialFile.Exists(_folder.File("link")));
        Assert.False(SpecialFile.Exists(_folder.Root));
        Assert.False(SpecialFile.Exists(_folder.File("none")));
    }

    [Fact]
    public async Task Fifo_AsImageTableAndModel_IsRefusedByType()
    {
        TinyClassifiers.Create(seed: 1).Save(_folder.File("m.zip"));
        var classifier = ImageClassifier.Load(_folder.File("m.zip"));
        var image = Fifo.Make(_folder.File("f.jpg"));
        Assert.Equal("IMG_UNSUPPORTED", await InTime.RunAsync(() => classifier.Predict(image).Error?.Code));

        // Not after a failure: it waits for running calls.
        classifier.Dispose();
        Assert.Null(await InTime.RunAsync(() => ImageHeader.Size(image)));
        var table = Fifo.Make(_folder.File("t.csv"));
        Assert.Equal("DATA_NOT_A_LISTING", await CodeAsync(() => ImageDataset.Open(table)));
        Assert.Equal("DATA_NOT_A_LISTING", await CodeAsync(() => ImageDataset.FromTable(table)));
        Assert.Equal("DATA_NOT_A_LISTING", await CodeAsync(() => ImageFiles.EnumerateTable(table).ToList()));
        var (package, network) = (Fifo.Make(_folder.File("f.zip")), Fifo.Make(_folder.File("f.onnx")));
        Assert.Equal("MODEL_NOT_FILE", await CodeAsync(() => ImageClassifier.Load(package)));
        Assert.Equal("MODEL_NOT_FILE", await CodeAsync(() => ImageClassifier.Load(network)));
        Assert.Equal("MODEL_NOT_FILE", await CodeAsync(() => Backbone.FromFile(network, Preprocessing.None)));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task<string> CodeAsync<T>(Func<T> call) => (await Assert.ThrowsAsync<MlNetCnnException>(() => InTime.RunAsync(call))).Code;
}
