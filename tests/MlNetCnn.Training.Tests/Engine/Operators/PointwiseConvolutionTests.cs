using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetCnn.Training.Tests;

public sealed class PointwiseConvolutionTests
{
    /// <summary>Batch, size, channels, filters and strides; oneDNN 3.7 is incorrect for the first three on processors with 48 KiB of L1 cache, and
    /// ends the process for the fourth.</summary>
    public static TheoryData<int, int, int, int, int> Shapes => new()
    {
        { 16, 7, 64, 320, 1 }, { 16, 7, 128, 1024, 1 }, { 2, 14, 256, 512, 2 }, { 1, 7, 256, 1024, 1 }, { 3, 9, 5, 7, 2 }, { 2, 1, 16, 8, 1 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Run_BothImplementations_EqualTheSlowConvolution(int batch, int size, int channels, int filters, int stride)
    {
        using var scope = NewDisposeScope();
        var (map, weight, bias) = (Input("map", [batch, channels, size, size]), Input("weight", [filters, channels, 1, 1]), Input("bias", [filters]));
        var wide = new[] { map, weight, bias }.Select(value => value.detach().to_type(ScalarType.Float64).contiguous().requires_grad_()).ToArray();
        long[] strides = [stride, stride];
        var expected = F.conv2d(wide[0], wide[1], wide[2], strides);
        var actual = PointwiseConvolution.Run(map, weight, bias, strides);
        var slope = tensor(Parity.Values("slope", expected.shape), expected.shape);
        expected.backward([slope.to_type(ScalarType.Float64)]);
        actual.backward([TorchTensors.ChannelsLast(slope)]);
        Assert.True(actual.permute(0, 2, 3, 1).is_contiguous());
        AssertClose(expected, actual);
        AssertClose(wide[0].grad!, map.grad!);
        AssertClose(wide[1].grad!, weight.grad!);
        AssertClose(wide[2].grad!, bias.grad!);
    }

    /// <summary>The last block of ResNet-18 at a small size, whichever implementation this processor uses.</summary>
    [Fact]
    public void Forward_ShortcutWithStrides_EqualsOnnxRuntime()
    {
        var net = new NetBuilder(28).Conv(256, 3, stride: 2, bias: true).Conv(512, 1, stride: 2, bias: true).Relu();
        using var module = new GraphModule(net.Classify(), "shortcut");
        module.Evaluate();
        long[] shape = [2, 3, 28, 28];
        var values = Parity.Values(module.Inputs[0], shape);
        Assert.InRange(Parity.Difference(Parity.InRuntime(module.Graph, values, shape), Parity.InEngine(module, values, shape)), 0, 1e-4);
    }

    [Fact]
    public void Suits_OtherConvolutions_LeavesThemToLibtorch()
    {
        using var scope = NewDisposeScope();
        var map = Input("map", [2, 8, 6, 6]);
        long[] pixel = [1, 1];
        long[] none = [0, 0];
        Assert.Equal(PointwiseConvolution.IsProduct, PointwiseConvolution.Suits(map, pixel, none, 1));
        Assert.False(PointwiseConvolution.Suits(map, [3, 1], none, 1));
        Assert.False(PointwiseConvolution.Suits(map, pixel, [1, 0], 1));
        Assert.False(PointwiseConvolution.Suits(map, pixel, none, 8));
        Assert.False(PointwiseConvolution.Suits(map.contiguous(), pixel, none, 1));
        Assert.False(PointwiseConvolution.Suits(rand(2, 8, 6), [1], [0], 1));
    }

    private static Tensor Input(string name, long[] shape)
    {
        var values = tensor(Parity.Values(name, shape), shape);
        return (shape.Length == 4 ? TorchTensors.ChannelsLast(values) : values).detach().requires_grad_();
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.InRange(((expected - actual).abs().max() / expected.abs().max()).item<double>(), 0, 1e-5);
    }
}
