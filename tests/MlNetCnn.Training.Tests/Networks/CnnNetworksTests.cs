using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class CnnNetworksTests
{
    // torchvision's counts for 1000 classes, timm's for the SE-ResNets of
    // 18 and 34 layers, and for CIFAR those of ResNets whose shortcuts are 1x1 convolutions.
    [Theory]
    [InlineData("alexnet", 224, 1000, 61_100_840)]
    [InlineData("vgg11", 224, 1000, 132_863_336)]
    [InlineData("vgg16", 224, 1000, 138_357_544)]
    [InlineData("resnet18", 224, 1000, 11_689_512)]
    [InlineData("resnet34", 224, 1000, 21_797_672)]
    [InlineData("resnet50", 224, 1000, 25_557_032)]
    [InlineData("se-resnet18", 224, 1000, 11_778_592)]
    [InlineData("se-resnet34", 224, 1000, 21_958_868)]
    [InlineData("se-resnet50", 224, 1000, 28_088_024)]
    [InlineData("senet154", 224, 1000, 115_088_984)]
    [InlineData("googlenet", 224, 1000, 6_624_904)]
    [InlineData("inception-v3", 299, 1000, 23_834_568)]
    [InlineData("mobilenet-v2", 224, 1000, 3_504_872)]
    [InlineData("resnet20", 32, 10, 272_474)]
    [InlineData("resnet32", 32, 10, 466_906)]
    [InlineData("resnet44", 32, 10, 661_338)]
    [InlineData("resnet56", 32, 10, 855_770)]
    public void Build_AtTheUsualSize_HasThePublishedNumberOfParameters(string name, int size, int classes, long parameters)
    {
        var network = CnnNetworks.Get(name);
        var net = network.Build(new CnnBuilder(classes, size, size));

        net.CheckEnd();
        Assert.Equal(size, network.InputSize);
        Assert.Equal(parameters, NetworkSummary.Of(net).Parameters);
    }

    [Fact]
    public void Build_LeNetOnGrayscaleImages_HasThePublishedNumberOfParameters() =>
        Assert.Equal(61_706, NetworkSummary.Of(CnnNetworks.Get("lenet").Build(new CnnBuilder(10, 32, 32, channels: 1))).Parameters);

    public static TheoryData<string> Names() => [.. CnnNetworks.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Build_AnySizeFromTheMinimumAndAnyWidth_IsANetwork(string name)
    {
        var network = CnnNetworks.Get(name);
        foreach (var size in new[] { network.MinInputSize, network.MinInputSize + 1, 63, 64, 97, 100, 224, 300 }.Where(s => s >= network.MinInputSize))
        {
            foreach (var width in new[] { CnnNetwork.MinWidth, 0.3, 1, 1.4 })
            {
                network.With(width).Build(new CnnBuilder(7, size, size + 3, channels: 1)).CheckEnd();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Build_Width_ScalesTheParameters(string name)
    {
        var network = CnnNetworks.Get(name);
        long[] counts = [Count(0.5), Count(1), Count(2)];

        Assert.True(counts[0] < counts[1] && counts[1] < counts[2], string.Join(", ", counts));

        long Count(double width) =>
            NetworkSummary.Of(network.With(width).Build(new CnnBuilder(10, network.InputSize, network.InputSize))).Parameters;
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Build_BelowTheMinimumSize_IsRefused(string name)
    {
        var network = CnnNetworks.Get(name);
        if (network.MinInputSize == 1)
        {
            return;
        }

        var exception = Assert.Throws<MlNetCnnException>(
            () => network.Build(new CnnBuilder(3, network.MinInputSize - 1, network.MinInputSize)));

        Assert.Equal("NETWORK_INPUT_SIZE", exception.Code);
        Assert.Contains($"at least {network.MinInputSize} pixels", exception.Expected);
    }

    [Theory]
    [InlineData("simple-cnn", 6, 63, false)]
    [InlineData("simple-cnn", 6, 64, true)]
    [InlineData("simple-cnn", 1, 2, true)]
    [InlineData("mlp", 5, 2, true)]
    public void Build_Depth_DeterminesTheMinimumSize(string name, int depth, int size, bool fits)
    {
        var build = () => CnnNetworks.Get(name).With(depth: depth).Build(new CnnBuilder(3, size, size));

        if (fits)
        {
            var layers = build().Layers.Layers.Count(layer => layer.Kind is "Conv2D" or "Dense");
            Assert.Equal(depth + 1, layers);
        }
        else
        {
            Assert.Contains("at least 64 pixels", Assert.Throws<MlNetCnnException>(build).Expected);
        }
    }

    [Fact]
    public void With_WidthAndDepth_AreInTheNameAndLeaveTheOriginalUnchanged()
    {
        var network = CnnNetworks.Get("simple-cnn");

        var other = network.With(width: 0.5, depth: 2);

        Assert.Equal((1.0, "simple-cnn"), (network.Width, network.ToString()));
        Assert.Equal((0.5, 2, "simple-cnn", "simple-cnn width 0.5 depth 2"), (other.Width, other.Depth, other.Name, other.ToString()));
        Assert.Equal((1.0, network.Depth, "simple-cnn"), (other.With().Width, other.With().Depth, other.With().ToString()));
        Assert.Equal("simple-cnn width 0.5 depth 2", new CnnTrainer(other, new CnnTrainingOptions()).Name);
        Assert.Equal("scratch simple-cnn width 0.5 depth 2", TrainingCandidate.FromScratch(other, new CnnTrainingOptions()).Name);
    }

    [Fact]
    public void With_InvalidWidthAndDepth_AreReportedInOneMessage()
    {
        var exception = Assert.Throws<MlNetCnnException>(() => CnnNetworks.Get("resnet20").With(width: 0, depth: 2));

        Assert.Equal("NETWORK_RANGE", exception.Code);
        Assert.Contains("width 0.01 to 16; no depth", exception.Expected);
        Assert.Contains("width 0; depth 2", exception.Received);
    }

    [Fact]
    public void Build_AfterOtherLayers_IsRefused() =>
        Assert.Throws<ArgumentException>(() => CnnNetworks.Get("lenet").Build(new CnnBuilder(3, 32, 32).ReLU()));

    // Small images keep their size up to the first block; large ones are reduced to a quarter.
    [Theory]
    [InlineData("resnet18", "layer1.0.conv1")]
    [InlineData("se-resnet50", "layer1.0.conv1")]
    [InlineData("senet154", "layer1.0.conv1")]
    [InlineData("googlenet", "conv2")]
    [InlineData("mobilenet-v2", "stage2.1.conv1")]
    public void Build_SmallImages_AreNotReducedAtTheStart(string name, string tensor)
    {
        Assert.Equal(63, Shape(63)[2]);
        Assert.Equal(16, Shape(64)[2]);

        long[] Shape(int size) => CnnNetworks.Get(name).Build(new CnnBuilder(3, size, size)).Layers.Shapes[tensor];
    }

    // The grid of 6x6 (AlexNet) and 7x7 (VGG) at the published size and above it; smaller maps stay unchanged.
    [Theory]
    [InlineData("alexnet", 224, 6)]
    [InlineData("alexnet", 300, 6)]
    [InlineData("alexnet", 448, 6)]
    [InlineData("alexnet", 32, 3)]
    [InlineData("vgg16", 224, 7)]
    [InlineData("vgg16", 300, 7)]
    [InlineData("vgg16", 448, 7)]
    [InlineData("vgg16", 32, 1)]
    public void Build_OtherSizes_ReachTheDenseLayersOnTheirGrid(string name, int size, int grid)
    {
        var net = CnnNetworks.Get(name).Build(new CnnBuilder(3, size, size));

        Assert.Equal((name == "vgg16" ? 512 : 256) * grid * grid, net.Layers.Shapes["flatten1"][1]);
    }

    [Fact]
    public void Get_AnyCase_ReturnsTheNetwork() => Assert.Equal("resnet18", CnnNetworks.Get("ResNet18").Name);

    [Fact]
    public void Get_UnknownName_ProposesTheNearest()
    {
        var exception = Assert.Throws<MlNetCnnException>(() => CnnNetworks.Get("resnet19"));

        Assert.Equal("NETWORK_UNKNOWN", exception.Code);
        Assert.Contains("resnet18", exception.Expected);
    }

    [Fact]
    public void All_Networks_StateNameDescriptionAndPaper()
    {
        Assert.Equal(CnnNetworks.Names.Distinct(), CnnNetworks.Names);
        Assert.All(CnnNetworks.All, network => Assert.EndsWith(".", network.Description));
        Assert.All(CnnNetworks.All, network => Assert.True(network.Paper.Length > 0 || network.Depth is not null));
    }
}
