using Xunit;

namespace MlNetCnn.Tests;

public sealed class BundledBackboneTests
{
    [Fact]
    public void Default_FromManyThreads_IsReadOnce()
    {
        var seen = new Backbone[16];
        Parallel.For(0, seen.Length, i => seen[i] = Backbone.Default);
        Assert.All(seen, b => Assert.Same(seen[0], b));
    }

    [Fact]
    public void Default_Record_SaysWhatItIs()
    {
        var backbone = Backbone.Default;
        Assert.Equal("mobilenet-v2.imagenet", backbone.Name);
        Assert.Equal((224, 224, 1280), (backbone.InputWidth, backbone.InputHeight, backbone.FeatureLength));
        Assert.Equal(Preprocessing.Inception, backbone.Preprocessing);
        Assert.Equal("mobilenet-v2.imagenet (224x224, 1280 features)", backbone.ToString());
    }

    [Fact]
    public void Default_FoldedNetwork_EqualsTheUnfoldedOne()
    {
        var file = OnnxGraph.Parse(BundledBackbone.ReadBytes(), "bundled");
        var pixels = Running.Pictures(1, 224, 224);
        var expected = Running.Run(
            file.Exposing("pool"), "pool", "input", Running.Prepare(pixels, 1, Preprocessing.Inception), 1, 3, 224, 224);
        var actual = Running.Run(Backbone.Default.FeatureGraph, "features", "image", pixels, 1, 3, 224, 224);
        Running.AssertClose(expected, actual, 1e-4);
        Assert.DoesNotContain(Backbone.Default.FeatureGraph.Proto.Node, n => n.OpType == "DequantizeLinear");
    }

    [Fact]
    public void FromFile_SameFileAsTheBundledOne_IsTheSameNetwork()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("mobilenet-v2.imagenet.onnx", BundledBackbone.ReadBytes());
        var backbone = Backbone.FromFile(path, Preprocessing.Inception);
        Assert.Equal(Backbone.Default, backbone);
        Assert.Equal(Backbone.Default.GetHashCode(), backbone.GetHashCode());
        Assert.NotEqual(Backbone.Default, Backbone.FromFile(path, Preprocessing.Rescale));
    }
}
