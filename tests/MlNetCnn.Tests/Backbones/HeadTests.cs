using Xunit;

namespace MlNetCnn.Tests;

public sealed class HeadTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FromFile_GemmHead_KeepsTheNetwork(bool transposed)
    {
        var net = TinyNet.WithBody().Pool().Flatten().GemmHead(transposed).Node("Softmax").Output("N", TinyNet.Classes);
        var backbone = Running.AssertSameLogits(net, net.Graph.Exposing("fc"));
        Assert.Equal(("fc", TinyNet.Channels), (backbone.HeadNode, backbone.FeatureCount));
        Assert.Equal(net.Graph.Producer("fc")!.Input[0], backbone.FeatureTensor);
    }

    [Fact]
    public void FromFile_MatMulAndAddHead_KeepsTheNetwork()
    {
        var net = TinyNet.WithBody().Pool().Flatten().MatMulHead().Node("Softmax").Output("N", TinyNet.Classes);
        Assert.Equal("fc.product", Running.AssertSameLogits(net, net.Graph.Exposing("fc")).HeadNode);
    }

    [Fact]
    public void FromFile_ConvHeadAfterPooling_KeepsTheNetwork()
    {
        var net = TinyNet.WithBody().Pool().ConvHead().Flatten().Output("N", "classes");
        Assert.Equal("fc", Running.AssertSameLogits(net, net.Graph.Exposing("fc")).HeadNode);
    }

    [Fact]
    public void FromFile_ConvHeadBeforePooling_AveragesItsInput()
    {
        var net = TinyNet.WithBody().ConvHead().Node("Relu").Pool().Flatten().Node("Softmax").Output("N", TinyNet.Classes);
        using var folder = new TemporaryFolder();
        var backbone = Backbone.FromFile(net.Save(folder), Preprocessing.Rescale);

        var pixels = Running.Pictures(1, TinyNet.Size, TinyNet.Size);
        var map = Running.Run(
            net.Graph.Exposing(backbone.FeatureTensor), backbone.FeatureTensor, "input",
            Running.Prepare(pixels, 1, Preprocessing.Rescale), 1, 3, TinyNet.Size, TinyNet.Size);
        var averages = map.Chunk(map.Length / TinyNet.Channels).Select(c => c.Average()).ToList();
        Running.AssertClose(averages, Running.Run(backbone.FeatureGraph, "features", "image", pixels, 1, 3, TinyNet.Size, TinyNet.Size));
    }

    [Fact]
    public void FromFile_HiddenLayerAfterFeatures_TakesTheLastLayer()
    {
        var net = TinyNet.WithBody().Pool().Flatten();
        net.Node("Gemm", net.Weight("hidden", 6, 10), net.Weight("hidden.bias", 10)).Node("Relu").GemmHead(features: 10)
            .Output("N", TinyNet.Classes);
        Assert.Equal(10, Running.AssertSameLogits(net, net.Graph.Exposing("fc")).FeatureCount);
    }

    [Fact]
    public void FromFile_LayerOfOtherLengthAfterHead_TakesTheOneOfTheOutputsLength()
    {
        // There are two scores; the layer that computes two is the head although each score is scaled afterwards.
        var net = TinyNet.WithBody().Pool().Flatten().GemmHead();
        net.Node("Mul", net.Weight("temperature", 1)).Node("Softmax").Output("N", TinyNet.Classes);
        Assert.Equal("fc", Running.AssertSameLogits(net, net.Graph.Exposing("fc")).HeadNode);
    }

    [Fact]
    public void FromFile_DropoutAndIdentity_AreLookedThrough()
    {
        var net = TinyNet.WithBody().Node("Identity").Pool().Flatten().Node("Dropout").GemmHead().Node("Identity")
            .Output("N", TinyNet.Classes);
        var backbone = Running.AssertSameLogits(net, net.Graph.Exposing("fc"));
        Assert.DoesNotContain(backbone.FeatureGraph.Proto.Node, n => n.OpType == "Identity" && n.Output[0] != "features");
    }

    [Fact]
    public void FromFile_FeaturesAtAMap_AveragesIt()
    {
        var net = TinyNet.WithBody();
        var map = net.Tensor;
        net.Classify();
        Assert.Equal(map, Running.AssertSameLogits(net, net.Graph.Exposing("fc"), featureTensor: map).FeatureTensor);
    }

    [Fact]
    public void FromFile_FeaturesAtAVector_TakesIt()
    {
        var net = TinyNet.WithBody().Classify();
        using var folder = new TemporaryFolder();
        var backbone = Backbone.FromFile(net.Save(folder), Preprocessing.ImageNet, featureTensor: "fc");
        Assert.Equal((TinyNet.Classes, null), (backbone.FeatureCount, backbone.HeadNode));
    }

    [Theory]
    [InlineData("nowhere", "MODEL_NO_TENSOR")]
    [InlineData("fc.weight", "MODEL_NO_TENSOR")]
    [InlineData("length", "MODEL_FEATURES_SHAPE")]
    public void FromFile_FeaturesAtSomethingElse_IsRefused(string tensor, string code)
    {
        var net = TinyNet.WithBody().Classify().Named("Shape", "length").Output(2);
        using var folder = new TemporaryFolder();
        var path = net.Save(folder);
        Assert.Equal(code, Assert.Throws<MlNetCnnException>(() => Backbone.FromFile(path, Preprocessing.ImageNet, tensor)).Code);
    }
}
