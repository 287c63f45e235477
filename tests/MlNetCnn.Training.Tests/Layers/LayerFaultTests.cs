using Xunit;

namespace MlNetCnn.Training.Tests;

public sealed class LayerFaultTests
{
    [Fact]
    public void Conv2D_AfterFlatten_ReportsBothShapes()
    {
        var exception = Error("LAYER_SHAPE", net => net.Flatten().Conv2D(4));

        Assert.Contains("'conv1' (Conv2D)", exception.Message);
        Assert.Contains("[channels, height, width]", exception.Expected);
        Assert.Contains("[216]", exception.Received);
    }

    [Fact]
    public void Dense_OnAMap_SuggestsALayerBeforeIt() =>
        Assert.Contains("GlobalAveragePool() or Flatten()", Error("LAYER_SHAPE", net => net.Conv2D(4).Dense(3)).Fix);

    [Fact]
    public void MaxPool_WithoutPixelsLeft_ReportsLayerImageAndFix()
    {
        var exception = Error("LAYER_NO_PIXELS", net => net.MaxPool().Conv2D(4).MaxPool().MaxPool().MaxPool());

        Assert.Contains("layer 5 of the network, 'pool4' (MaxPool)", exception.Problem);
        Assert.Contains("2x2", exception.Expected);
        Assert.Contains("[4, 1, 1] before it, from an image of 9x8", exception.Received);
        Assert.Contains("Padding.Same", exception.Fix);
    }

    [Fact]
    public void MaxPool_WithPaddingSameAndNoPixelsLeft_KeepsOne() =>
        Assert.Equal(LayerShape.Map(3, 1, 1), BuiltNetwork.New().MaxPool(8).MaxPool(2, padding: Padding.Same).Shape);

    [Fact]
    public void Residual_BodyOfAnotherShape_ProposesTheShortcutThatFits()
    {
        var exception = Error("LAYER_SHAPE", net => net.Residual(b => b.Conv2D(8, stride: 2)));

        Assert.Contains("[8, 5, 4] from the body, [3, 9, 8] from the shortcut", exception.Received);
        Assert.Contains("s.Conv2D(8, kernel: 1, stride: 2)", exception.Fix);
    }

    [Fact]
    public void Residual_ProposedShortcut_Fits() =>
        Assert.Equal(
            LayerShape.Map(8, 5, 4),
            BuiltNetwork.New().Residual(b => b.Conv2D(8, stride: 2), s => s.Conv2D(8, kernel: 1, stride: 2).BatchNorm()).Shape);

    [Fact]
    public void Branches_OfOtherSizes_ShowAllShapes() =>
        Assert.Contains("[4, 9, 8], [3, 4, 4]", Error("LAYER_SHAPE", net => net.Branches(b => b.Conv2D(4), b => b.MaxPool())).Received);

    [Fact]
    public void Branches_MapAndVector_AreRefused() =>
        Error("LAYER_SHAPE", net => net.MaxPool(8).Branches(b => b, b => b.GlobalAveragePool()));

    [Fact]
    public void Branches_OnlyOne_IsRefused() => Error("LAYER_RANGE", net => net.Branches(b => b.ReLU()));

    [Fact]
    public void Residual_BodyOnTheOuterBuilder_IsRefused()
    {
        Error("LAYER_BRANCH", net => net.Residual(_ => net.Conv2D(3)));
        Error("LAYER_BRANCH", net => net.Residual(_ => net));
        Error("LAYER_BRANCH", net => net.Residual(b => null!));
        Error("LAYER_BRANCH", net => net.Block("a", b => new CnnBuilder(2, 8, 8)));
    }

    [Theory]
    [InlineData(0, 3, 1, 1)]
    [InlineData(4, 0, 1, 1)]
    [InlineData(4, 3, 0, 1)]
    [InlineData(4, 3, 1, 2)]
    [InlineData(4, 3, 1, 0)]
    public void Conv2D_ImpossibleArguments_AreRefused(int filters, int kernel, int stride, int groups) =>
        Error("LAYER_RANGE", net => net.Conv2D(filters, kernel, stride, groups: groups));

    [Fact]
    public void Conv2D_SeveralInvalidArguments_AreReportedInOneMessage()
    {
        var exception = Error("LAYER_RANGE", net => net.Conv2D(0, 0, 0, groups: 2));

        Assert.Contains("kernel of at least 1x1; stride of at least 1x1; at least 1 filter; groups that divide the 3 channels", exception.Expected);
        Assert.Contains("kernel 0x0; stride 0x0; 0; 2 groups", exception.Received);
    }

    [Fact]
    public void Layers_OtherImpossibleArguments_AreRefused()
    {
        Error("LAYER_RANGE", net => net.BatchNorm(epsilon: 0));
        Error("LAYER_RANGE", net => net.BatchNorm(momentum: 1));
        Error("LAYER_RANGE", net => net.BatchNorm(scale: double.NaN));
        Error("LAYER_RANGE", net => net.GroupNorm(2));
        Error("LAYER_RANGE", net => net.LayerNorm(-1));
        Error("LAYER_RANGE", net => net.Dropout(1));
        Error("LAYER_RANGE", net => net.StochasticDepth(-0.1));
        Error("LAYER_RANGE", net => net.SqueezeExcite(0));
        Error("LAYER_RANGE", net => net.DepthwiseConv2D(multiplier: 0));
        Error("LAYER_RANGE", net => net.MaxPool(0));
        Error("LAYER_RANGE", net => net.Flatten().Dense(0));
    }

    [Fact]
    public void Build_WithoutOneNumberPerClass_SaysWhatTheNetworkEndsIn()
    {
        Assert.Contains("no layer", Error("NETWORK_NO_HEAD", net => net).Received);
        Assert.Contains("[4] from 'dense1' (Dense)", Error("NETWORK_NO_HEAD", net => net.Flatten().Dense(4)).Received);
        Assert.Contains("[3, 9, 8] from 'relu1' (ReLU)", Error("NETWORK_NO_HEAD", net => net.ReLU()).Received);
        Assert.Contains("'relu1' (ReLU)", Error("NETWORK_NO_HEAD", net => net.Flatten().Dense(3).ReLU()).Received);
    }

    [Fact]
    public void Build_EndingInAMapOfOneChannelPerClassAndItsMean_IsANetwork() =>
        Assert.NotNull(BuiltNetwork.New().Conv2D(3, 1).GlobalAveragePool().Build());

    [Fact]
    public void Build_MoreWeightsThanAFileHolds_IsRefused() =>
        Assert.Equal("NETWORK_TOO_LARGE", Assert.Throws<MlNetCnnException>(
            () => new CnnBuilder(3, 4096, 4096).Flatten().Dense(1000).Dense(3).Build()).Code);

    [Fact]
    public void Build_FromABranch_IsRefused() => Assert.Throws<InvalidOperationException>(
        () => BuiltNetwork.New().Residual(b =>
        {
            b.Build();
            return b;
        }));

    [Theory]
    [InlineData(1, 8, 8, 3)]
    [InlineData(2, 0, 8, 3)]
    [InlineData(2, 8, 5000, 3)]
    [InlineData(2, 8, 8, 4)]
    public void Constructor_ImpossibleArguments_AreRefused(int classes, int width, int height, int channels) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new CnnBuilder(classes, width, height, channels));

    private static MlNetCnnException Error(string code, Func<CnnBuilder, CnnBuilder> layers)
    {
        var exception = Assert.Throws<MlNetCnnException>(() => layers(BuiltNetwork.New()).Build());
        Assert.Equal(code, exception.Code);
        Assert.Equal(ErrorKind.Usage, exception.Kind);
        return exception;
    }
}
