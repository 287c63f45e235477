using Xunit;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetCnn.Training.Tests;

public sealed class GroupedConvolutionTests
{
    /// <summary>Channels, filters, groups, kernel, stride, padding and dilation.</summary>
    public static TheoryData<int, int, int, int, int, int, int> Shapes => new()
    {
        { 16, 32, 16, 3, 1, 1, 1 }, { 6, 9, 3, 3, 2, 1, 1 }, { 8, 8, 2, 5, 1, 2, 2 }, { 240, 240, 3, 1, 2, 0, 1 }, { 4, 8, 4, 3, 2, 0, 1 },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Run_BothImplementations_EqualTheSlowConvolution(int channels, int filters, int groups, int kernel, int step, int padding, int dilation)
    {
        using var scope = NewDisposeScope();
        long[] shape = [2, channels, 9, 11];
        var map = tensor(Parity.Values("map", shape), shape);
        var weight = tensor(Parity.Values("weight", [filters, channels / groups, kernel, kernel]), [filters, channels / groups, kernel, kernel]);
        var bias = tensor(Parity.Values("bias", [filters]), [filters]);
        var wide = new[] { map, weight, bias }.Select(value => value.to_type(ScalarType.Float64).requires_grad_()).ToArray();
        var narrow = new[] { TorchTensors.ChannelsLast(map), TorchTensors.ChannelsLast(weight), bias }.Select(value => value.detach().requires_grad_()).ToArray();
        long[] strides = [step, step];
        long[] pads = [padding, padding];
        long[] dilations = [dilation, dilation];
        var expected = F.conv2d(wide[0], wide[1], wide[2], strides, pads, dilations, groups);
        var actual = GroupedConvolution.Run(narrow[0], narrow[1], narrow[2], strides, pads, dilations, groups);
        Assert.True(actual.permute(0, 2, 3, 1).is_contiguous());
        var slope = tensor(Parity.Values("slope", expected.shape), expected.shape);
        expected.backward([slope.to_type(ScalarType.Float64)]);
        actual.backward([slope]);
        AssertClose(expected, actual);
        Assert.All(wide.Zip(narrow), pair => AssertClose(pair.First.grad!, pair.Second.grad!));
    }

    private static void AssertClose(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.InRange(((expected - actual).abs().max() / expected.abs().max()).item<double>(), 0, 1e-5);
    }
}
