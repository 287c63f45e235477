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
    public void Fifo_AsImageTableAndModel_IsRefusedByType()
    {
        TinyClassifiers.Create(seed: 1).Save(_folder.File("m.zip"));
        using var classifier = ImageClassifier.Load(_folder.File("m.zip"));
        Assert.Equal("IMG_UNSUPPORTED", classifier.Predict(Fifo.Make(_folder.File("f.jpg"))).Error?.Code);
        Assert.Null(ImageHeader.Size(_folder.File("f.jpg")));
        Assert.Equal("DATA_NOT_A_LISTING", Code(() => ImageDataset.Open(Fifo.Make(_folder.File("t.csv")))));
        Assert.Equal("DATA_NOT_A_LISTING", Code(() => ImageDataset.FromTable(_folder.File("t.csv"))));
        Assert.Equal("DATA_NOT_A_LISTING", Code(() => ImageFiles.EnumerateTable(_folder.File("t.csv")).ToList()));
        Assert.Equal("MODEL_NOT_FILE", Code(() => ImageClassifier.Load(Fifo.Make(_folder.File("f.zip")))));
        Assert.Equal("MODEL_NOT_FILE", Code(() => ImageClassifier.Load(Fifo.Make(_folder.File("f.onnx")))));
        Assert.Equal("MODEL_NOT_FILE", Code(() => Backbone.FromFile(_folder.File("f.onnx"), Preprocessing.None)));
    }

    public void Dispose() => _folder.Dispose();

    private static string Code(Action call) => Assert.Throws<MlNetCnnException>(call).Code;
}
