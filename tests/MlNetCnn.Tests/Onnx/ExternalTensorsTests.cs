using MlNetCnn.Onnx.Format;
using Xunit;

namespace MlNetCnn.Tests;

public sealed class ExternalTensorsTests
{
    [Theory]
    [InlineData("weights.bin")]
    [InlineData("sub/weights.bin")]
    public void FromFile_WeightsBesideTheFile_ArePulledIn(string location)
    {
        using var folder = new TemporaryFolder();
        var net = TinyNet.WithBody().Classify();
        var expected = Backbone.FromFile(net.Save(folder), Preprocessing.ImageNet);
        Directory.CreateDirectory(folder.File("sub"));

        var path = net.SaveOutside(folder, location, location);

        var backbone = Backbone.FromFile(path, Preprocessing.ImageNet);
        Assert.Equal(expected.FeatureGraph.ToBytes(), backbone.FeatureGraph.ToBytes());
        Assert.NotEqual(expected.Sha256, backbone.Sha256);
    }

    [Theory]
    [InlineData("weights.bin", "elsewhere.bin", "no such file")]
    [InlineData("weights.bin", "", "leaves")]
    [InlineData("weights.bin", "..", "leaves")]
    [InlineData("weights.bin", "a\0b", "leaves")]
    [InlineData("../escaped.bin", "../escaped.bin", "leaves")]
    [InlineData("weights.bin", "sub/../../weights.bin", "leaves")]
    public void FromFile_WeightsElsewhere_AreRefusedByName(string written, string named, string reason)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("model"));
        var net = TinyNet.WithBody().Classify();
        var path = net.SaveOutside(folder, Path.Combine("model", written), named, "model/tiny.onnx");
        var exception = Assert.Throws<MlNetCnnException>(() => Backbone.FromFile(path, Preprocessing.ImageNet));
        Assert.Equal("MODEL_EXTERNAL_DATA", exception.Code);
        Assert.Contains("conv.weight", exception.Message);
        Assert.Contains(reason, exception.Received);
    }

    [Fact]
    public void FromFile_RootedPath_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var net = TinyNet.WithBody().Classify();
        var path = net.SaveOutside(folder, "weights.bin", folder.File("weights.bin"));
        Assert.Equal("MODEL_EXTERNAL_DATA", Assert.Throws<MlNetCnnException>(() => Backbone.FromFile(path, Preprocessing.ImageNet)).Code);
    }

    [Fact]
    public void FromFile_ExternalFileTooShort_IsRefused()
    {
        using var folder = new TemporaryFolder();
        var net = TinyNet.WithBody().Classify();
        var path = net.SaveOutside(folder, "weights.bin", "weights.bin");
        File.WriteAllBytes(folder.File("weights.bin"), [1, 2, 3]);
        Assert.Contains("too short", Assert.Throws<MlNetCnnException>(() => Backbone.FromFile(path, Preprocessing.ImageNet)).Received);
    }

    [Fact]
    public void FromFile_HugeClaim_IsTooLarge()
    {
        using var folder = new TemporaryFolder();
        var net = TinyNet.WithBody().Classify();
        net.Graph.SetInitializer(new TensorProto
        {
            Name = "conv.weight", DataType = 1, Dims = { 1_000_000_000, 3 }, DataLocation = TensorProto.Types.DataLocation.External,
            ExternalData = { new StringStringEntryProto { Key = "location", Value = "weights.bin" } },
        });
        var path = net.Save(folder);
        Assert.Equal("MODEL_TOO_LARGE", Assert.Throws<MlNetCnnException>(() => Backbone.FromFile(path, Preprocessing.ImageNet)).Code);
    }

    [Fact]
    public async Task FromFile_OtherWeightsBesideTheFile_IsAnotherBackboneAndItsFeaturesComeFromNoCache()
    {
        using var folder = new TemporaryFolder();
        var path = TinyNet.WithBody().Classify().SaveOutside(folder, "weights.bin", "weights.bin");
        string[] images = [TinyClassifiers.WriteImage(folder.File("p.png"))];
        var options = new FeatureExtractorOptions { Cache = new FeatureCache(folder.File("cache")) };
        var (first, features) = await Extract();
        Assert.Equal(first, Backbone.FromFile(path, Preprocessing.ImageNet));

        var weights = File.ReadAllBytes(folder.File("weights.bin"));
        File.WriteAllBytes(folder.File("weights.bin"), [.. System.Runtime.InteropServices.MemoryMarshal.AsBytes(
            System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(weights).ToArray().Select(value => -value).ToArray().AsSpan())]);
        var (second, others) = await Extract();
        Assert.NotEqual(first.Sha256, second.Sha256);
        Assert.NotEqual(first, second);
        Assert.NotEqual(features, others);

        async Task<(Backbone Backbone, float[] Features)> Extract()
        {
            var backbone = Backbone.FromFile(path, Preprocessing.ImageNet);
            using var extractor = new FeatureExtractor(backbone, options);
            var table = await extractor.ExtractAsync(images, cancellationToken: TestContext.Current.CancellationToken);
            Assert.Equal(0, extractor.FromCacheCount);
            return (backbone, table.Row(0).ToArray());
        }
    }
}
