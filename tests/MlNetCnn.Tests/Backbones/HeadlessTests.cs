using Xunit;

namespace MlNetCnn.Tests;

public sealed class HeadlessTests
{
    [Fact]
    public void FromFile_PooledMapByAFixedWindow_IsTakenAsItIs()
    {
        // The end of ML.NET's own ResNet-18: [N, C, 1, 1] from an AveragePool over the last map.
        var net = TinyNet.WithBody().Node("AveragePool", NodeAttributes.Of("kernel_shape", [4, 4])).Output(1, TinyNet.Channels, 1, 1);
        var backbone = Open(net);
        Assert.Equal((TinyNet.Channels, net.Tensor), (backbone.FeatureCount, backbone.FeatureTensor));
        Assert.DoesNotContain("height and width", backbone.FeatureNote);
    }

    [Fact]
    public void FromFile_Map_IsAveragedAndSaysSo()
    {
        var net = Deep();
        var backbone = Open(net.Output("N", TinyNet.Channels, 2, 2));
        Assert.Equal(TinyNet.Channels, backbone.FeatureCount);
        Assert.Contains($"'{net.Tensor}' [6, 2, 2]", backbone.FeatureNote);

        var pixels = Running.Pictures(1, TinyNet.Size, TinyNet.Size);
        var map = Running.Run(
            net.Graph, net.Tensor, net.Input, Running.Prepare(pixels, 1, Preprocessing.Rescale), 1, 3, TinyNet.Size, TinyNet.Size);
        Running.AssertClose(
            [.. map.Chunk(4).Select(c => c.Average())],
            Running.Run(backbone.FeatureGraph, "features", "image", pixels, 1, 3, TinyNet.Size, TinyNet.Size));
    }

    [Fact]
    public void FromFile_MapTurnedChannelsLast_IsTakenBeforeTheTurn()
    {
        var net = Deep();
        var map = net.Tensor;
        var backbone = Open(net.Transpose(0, 2, 3, 1).Output("N", 2, 2, TinyNet.Channels));
        Assert.Equal((map, TinyNet.Channels), (backbone.FeatureTensor, backbone.FeatureCount));
    }

    [Fact]
    public void FromFile_MapChannelsLastByOtherMeans_AveragesHeightAndWidth()
    {
        var net = Deep().Transpose(0, 2, 3, 1).Node("Relu").Output("N", 2, 2, TinyNet.Channels);
        var backbone = Open(net);
        Assert.Equal((net.Tensor, TinyNet.Channels), (backbone.FeatureTensor, backbone.FeatureCount));
    }

    [Fact]
    public void FromFile_ActivatedLinearLayerAtTheEnd_IsNoHead()
    {
        // Like VGG without its last layer.
        var net = TinyNet.WithBody().Pool().Flatten();
        net.Node("Gemm", net.Weight("fc7", 6, 10), net.Weight("fc7.bias", 10)).Node("Relu").Node("Dropout").Output("N", 10);
        Assert.Equal(10, Open(net).FeatureCount);
    }

    [Theory]
    [InlineData("Clip")]
    [InlineData("HardSwish")]
    [InlineData("BatchNormalization")]
    [InlineData("Swish")]
    public void FromFile_LastConvolutionNormalizedOrActivated_IsNoHead(string operation)
    {
        var net = new TinyNet(opset: 14).Body();
        net.Node("Conv", net.Weight("last", 4, TinyNet.Channels, 1, 1));
        var scores = net.Tensor;
        _ = operation switch
        {
            "Swish" => net.Node("Sigmoid").Node("Mul", scores),
            "BatchNormalization" => net.Node(operation, net.Weight("s", 4), net.Weight("b", 4), net.Weight("m", 4), Ones(net)),
            _ => net.Node(operation),
        };
        Assert.Equal(4, Open(net.Pool().Flatten().Output("N", 4)).FeatureCount);
    }

    [Fact]
    public void FromFile_LastConvolutionThatWidensBeforeRelu_IsNoHead()
    {
        var net = TinyNet.WithBody();
        net.Node("Conv", net.Weight("last", 12, TinyNet.Channels, 1, 1)).Node("Relu").Pool().Flatten().Output("N", 12);
        Assert.Equal((12, null), (Open(net).FeatureCount, Open(net).HeadNode));
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(5)]
    public void FromFile_ClassifierOfSqueezeNetWithoutSoftmax_IsAHead(int classes)
    {
        var net = TinyNet.WithBody();
        net.Named("Conv", "conv10", net.Weight("last", classes, TinyNet.Channels, 1, 1)).Node("Relu").Pool().Flatten().Output("N", classes);
        Assert.Equal(("conv10", TinyNet.Channels), (Open(net).HeadNode, Open(net).FeatureCount));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FromFile_ConvolutionInsideTheLastBlock_IsNoHead(bool isShortcut)
    {
        // Both 1x1 convolutions of a residual block have as many outputs as the network, and there is a path around both.
        var net = TinyNet.WithBody();
        var before = net.Tensor;
        net.Node("Conv", net.Weight("branch", 8, TinyNet.Channels, 1, 1));
        var branch = net.Tensor;
        net.Tensor = before;
        net.Node("Conv", net.Weight("shortcut", 8, TinyNet.Channels, 1, 1));
        net.Node("Add", branch);
        net = (isShortcut ? net : net.Node("Relu")).Pool().Flatten().Output("N", 8);
        Assert.Equal((8, null), (Open(net).FeatureCount, Open(net).HeadNode));
    }

    [Fact]
    public void FromFile_SqueezeAndExcitationAtTheEnd_IsNoHead()
    {
        var net = TinyNet.WithBody();
        var map = net.Tensor;
        net.Pool().Node("Conv", net.Weight("se", TinyNet.Channels, TinyNet.Channels, 1, 1)).Node("Sigmoid").Node("Mul", map).Pool().Flatten()
            .Output("N", TinyNet.Channels);
        Assert.Equal((net.Tensor, null), (Open(net).FeatureTensor, Open(net).HeadNode));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void FromFile_EmbeddingAfterAProjection_IsOffered(bool isWrittenOut)
    {
        var net = TinyNet.WithBody().Pool().Flatten().GemmHead();
        if (isWrittenOut)
        {
            var embedding = net.Tensor;
            net.Node("ReduceL2", NodeAttributes.Of("axes", [1]), NodeAttributes.Of("keepdims", 1));
            var norm = net.Tensor;
            net.Tensor = embedding;
            net.Named("Div", "unit", norm);
        }
        else
        {
            net.Named("LpNormalization", "unit", NodeAttributes.Of("axis", 1), NodeAttributes.Of("p", 2));
        }

        net.Output("N", TinyNet.Classes);
        var backbone = Open(net);
        Assert.Equal(("fc", TinyNet.Channels), (backbone.HeadNode, backbone.FeatureCount));
        Assert.Contains("featureTensor unit selects the embedding of 5", backbone.FeatureNote);

        using var folder = new TemporaryFolder();
        var path = net.Save(folder);
        Assert.Equal(TinyNet.Classes, Backbone.FromFile(path, Preprocessing.Rescale, featureTensor: "unit").FeatureCount);
    }

    [Fact]
    public void FromFile_ProjectionKnownByTheOutputsName_IsOffered()
    {
        var net = TinyNet.WithBody().Pool().Flatten().GemmHead().Named("Identity", "image_embeds").Output("N", TinyNet.Classes);
        Assert.Contains("image_embeds", Open(net).FeatureNote);
    }

    [Fact]
    public void FromFile_OneVectorAmongSeveralOutputs_IsTaken()
    {
        var net = Deep().Output("N", TinyNet.Channels, 2, 2);
        net.Pool().Flatten().Output("N", TinyNet.Channels);
        Assert.Equal(net.Tensor, Open(net).FeatureTensor);
    }

    [Fact]
    public void FromFile_SeveralMaps_NamesTheCandidates()
    {
        var net = TinyNet.WithBody();
        var first = net.Tensor;
        net.Output("N", TinyNet.Channels, 4, 4).Conv(TinyNet.Channels, stride: 2).Output("N", TinyNet.Channels, 2, 2);
        AssertRefused(net, $"'{first}' [N, 6, 4, 4]", $"'{net.Tensor}' [N, 6, 2, 2]");
    }

    [Fact]
    public void FromFile_MapOfTheSizeOfTheImage_NamesTheCandidates()
    {
        var net = Deep();
        var map = net.Tensor;
        net.Node("Resize", "", "", net.Longs("sizes", 1, TinyNet.Channels, 8, 8)).Output("N", TinyNet.Channels, 8, 8);
        AssertRefused(net, $"'{map}' [N, 6, 2, 2]");
    }

    [Fact]
    public void FromFile_OutputThatIsNoFloat_NamesTheCandidates()
    {
        var net = TinyNet.WithBody().Pool().Flatten();
        var vector = net.Tensor;
        AssertRefused(net.Named("Cast", "whole", NodeAttributes.Of("to", 7)).Node("Neg").Output("N", TinyNet.Channels), $"'{vector}' [N, 6]");
    }

    /// <summary>A body whose last map is a quarter of the image's height and width: 6 channels of 2x2.</summary>
    private static TinyNet Deep() => TinyNet.WithBody().Conv(TinyNet.Channels, stride: 2).Node("Relu");

    private static string Ones(TinyNet net) => net.Graph.SetInitializer(TensorData.Create("ones", [1f, 1f, 1f, 1f], 4));

    private static Backbone Open(TinyNet net)
    {
        using var folder = new TemporaryFolder();
        return Backbone.FromFile(net.Save(folder), Preprocessing.Rescale);
    }

    private static void AssertRefused(TinyNet net, params string[] candidates)
    {
        using var folder = new TemporaryFolder();
        var path = net.Save(folder);
        var exception = Assert.Throws<MlNetCnnException>(() => Backbone.FromFile(path, Preprocessing.ImageNet));
        Assert.Equal((ErrorKind.Model, "MODEL_NO_HEAD"), (exception.Kind, exception.Code));
        Assert.Contains("featureTensor", exception.Fix);
        Assert.All(candidates, candidate => Assert.Contains(candidate, exception.Fix));
    }
}
