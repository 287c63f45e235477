using System.Text;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class OnnxFileTests
{
    [Theory]
    [InlineData("version https://git-lfs.github.com/spec/v1\noid sha256:00", "Git LFS")]
    [InlineData("<!DOCTYPE html><html><body>Not found</body></html>", "web page")]
    [InlineData("PK\u0003\u0004rest of an archive", "ZIP")]
    [InlineData("this is no network at all", "plain text")]
    [InlineData("\n\u0003abc", "graph")]
    [InlineData("\u0008\u0007", "graph")]
    public void Load_OtherContent_SaysWhatItIs(string content, string expected)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.onnx", Encoding.Latin1.GetBytes(content));
        var exception = Error("MODEL_NOT_ONNX", () => OnnxFile.Load(path));
        Assert.Contains(expected, exception.Received);
    }

    [Theory]
    [InlineData(0.01)]
    [InlineData(0.25)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    [InlineData(0.99)]
    public void Load_Truncated_IsNotOnnx(double kept)
    {
        var bytes = TinyNet.WithBody().Classify().Graph.ToBytes();
        using var folder = new TemporaryFolder();
        var path = folder.Write("a.onnx", bytes[..(int)(bytes.Length * kept)]);
        Error("MODEL_NOT_ONNX", () => OnnxFile.Load(path));
    }

    [Fact]
    public void Load_MissingEmptyOrFolder_IsSaid()
    {
        using var folder = new TemporaryFolder();
        Error("MODEL_NOT_FOUND", () => OnnxFile.Load(folder.File("none.onnx")));
        Assert.Equal("a folder", Error("MODEL_NOT_FOUND", () => OnnxFile.Load(folder.Root)).Received);
        var empty = folder.Write("empty.onnx", []);
        Error("MODEL_EMPTY", () => OnnxFile.Load(empty));
    }

    [Fact]
    public void Load_MoreThanTwoGigabytes_IsTooLarge()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("large.onnx");
        using (var stream = File.Create(path))
        {
            // A sparse file takes no space on the disk.
            stream.SetLength(2_200_000_000);
        }

        Error("MODEL_TOO_LARGE", () => OnnxFile.Load(path));
    }

    [Fact]
    public void Load_NewerThanSupported_NamesBothVersions()
    {
        using var folder = new TemporaryFolder();
        var net = TinyNet.WithBody(99).Classify();
        var opset = Error("MODEL_OPSET_UNSUPPORTED", () => OnnxFile.Load(net.Save(folder)));
        Assert.Contains("99", opset.Received);
        Assert.Contains($"{OnnxLimits.MaximumOpset}", opset.Expected);

        net.Graph.Model.IrVersion = 99;
        var format = Error("MODEL_IR_UNSUPPORTED", () => OnnxFile.Load(net.Save(folder)));
        Assert.Contains("99", format.Received);
        Assert.Contains($"{OnnxLimits.MaximumIr}", format.Expected);
    }

    [Fact]
    public void OnnxLimits_OfTheReferencedRuntime_AreWhatItAccepts()
    {
        bool Runs(long opset, long ir)
        {
            var net = new TinyNet(opset).Node("Relu").Output("N", 3, 8, 8);
            net.Graph.Model.IrVersion = ir;
            try
            {
                using var session = GraphRunner.Open(net.Graph, "test");
                return true;
            }
            catch (MlNetCnnException)
            {
                return false;
            }
        }

        Assert.True(Runs(OnnxLimits.MaximumOpset, OnnxLimits.MaximumIr));
        Assert.False(Runs(OnnxLimits.MaximumOpset + 1, OnnxLimits.MaximumIr));
        Assert.False(Runs(OnnxLimits.MaximumOpset, OnnxLimits.MaximumIr + 1));
    }

    [Fact]
    public void FromFile_UnknownOperator_IsNamed()
    {
        using var folder = new TemporaryFolder();
        var path = TinyNet.WithBody().Node("FooBar").Classify().Save(folder);
        Assert.Contains("FooBar", Error("MODEL_OPERATOR_UNSUPPORTED", () => Backbone.FromFile(path, Preprocessing.None)).Received);
    }

    [Fact]
    public void FromFile_NodeWithoutItsInput_IsNotRunnable()
    {
        using var folder = new TemporaryFolder();
        var path = TinyNet.WithBody().Node("Add", "missing").Classify().Save(folder);
        Error("MODEL_NOT_RUNNABLE", () => Backbone.FromFile(path, Preprocessing.None));
    }

    [Fact]
    public void FromFile_NodeThatReadsItself_IsBroken()
    {
        using var folder = new TemporaryFolder();
        var net = TinyNet.WithBody().Named("Add", "loop", "loop").Classify();
        var path = net.Save(folder);
        Error("MODEL_BROKEN", () => Backbone.FromFile(path, Preprocessing.None));
    }

    [Fact]
    public void Save_ThenLoad_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var graph = TinyNet.WithBody().Classify().Graph;
        graph.SetMetadata("classes", "a\nb");
        graph.SetMetadata("classes", "c");
        OnnxFile.Save(graph, folder.File("sub/saved.onnx"));
        var loaded = OnnxFile.Load(folder.File("sub/saved.onnx"));
        Assert.Equal(graph.ToBytes(), loaded.ToBytes());
        Assert.Equal("c", loaded.GetMetadata("classes"));
        Assert.Null(loaded.GetMetadata("none"));
    }

    private static MlNetCnnException Error(string code, Func<object> load)
    {
        var exception = Assert.Throws<MlNetCnnException>(load);
        Assert.Equal((ErrorKind.Model, code), (exception.Kind, exception.Code));
        return exception;
    }
}
