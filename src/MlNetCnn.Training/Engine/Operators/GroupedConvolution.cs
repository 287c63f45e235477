using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetCnn.Training;

/// <summary>A convolution whose filters see a group of the channels each, as products of matrices, for processors on which oneDNN's are wrong.</summary>
/// <remarks>
/// Seen on an AMD EPYC of the fifth generation with oneDNN 3.7: filters of 16 channels in 16 groups, two each, give numbers that have nothing to do
/// with the right
/// ones, and so do three groups of 80. One filter to a channel (depthwise) is right, and so are convolutions without groups.
/// </remarks>
internal static class GroupedConvolution
{
    private static readonly Lazy<bool> Wrong = new(IsWrongHere);

    /// <summary>Whether oneDNN computes a small grouped convolution wrongly on this processor; found out once, when first asked.</summary>
    public static bool OneDnnIsWrong => Wrong.Value;

    /// <summary>Whether <see cref="Run"/> is the way to compute a convolution.</summary>
    /// <param name="map">[N, C, H, W].</param>
    /// <param name="filters">How many filters there are.</param>
    /// <param name="groups">The number of groups of channels.</param>
    public static bool Suits(Tensor map, long filters, long groups) =>
        groups > 1 && map.Dimensions == 4 && map.device_type == DeviceType.CPU && map.dtype != ScalarType.Float64
        && !(groups == map.shape[1] && groups == filters) && OneDnnIsWrong;

    /// <summary>Lays each window out as a column (im2col) and multiplies the filters of each group with it, in float32.</summary>
    /// <param name="map">[N, C, H, W].</param>
    /// <param name="weight">[filters, C / groups, kernel height, kernel width].</param>
    /// <param name="bias">[filters], or null.</param>
    /// <param name="strides">Steps downwards and to the right.</param>
    /// <param name="padding">Zeros on both sides of both axes.</param>
    /// <param name="dilations">Distances between the taps.</param>
    /// <param name="groups">The number of groups of channels.</param>
    /// <returns>[N, filters, windows downwards, windows to the right] of the map's type, channels last in memory.</returns>
    public static Tensor Run(Tensor map, Tensor weight, Tensor? bias, long[] strides, long[] padding, long[] dilations, long groups)
    {
        using var scope = NewDisposeScope();
        var (size, kernel) = (map.shape, weight.shape[2..]);
        var columns = F.unfold(
            map.to_type(ScalarType.Float32), (kernel[0], kernel[1]), (dilations[0], dilations[1]), (padding[0], padding[1]), (strides[0], strides[1]));
        var products = weight.to_type(ScalarType.Float32).reshape(1, groups, weight.shape[0] / groups, -1)
            .matmul(columns.reshape(size[0], groups, -1, columns.shape[2]));
        var result = products.reshape(size[0], weight.shape[0], Windows(0), Windows(1));
        result = bias is null ? result : result.Add(bias.to_type(ScalarType.Float32).reshape(1, -1, 1, 1));
        return TorchTensors.ChannelsLast(result).to_type(map.dtype).MoveToOuterDisposeScope();

        long Windows(int axis) => ((size[2 + axis] + (2 * padding[axis]) - ((kernel[axis] - 1) * dilations[axis]) - 1) / strides[axis]) + 1;
    }

    private static bool IsWrongHere()
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        var map = TorchTensors.ChannelsLast(Wave(1, 16, 5, 5));
        var weight = TorchTensors.ChannelsLast(Wave(32, 1, 3, 3));
        long[] one = [1, 1];
        var expected = Run(map, weight, null, one, one, one, 16);
        var actual = Convolution.Run(map, weight, null, one, one, one, 16);
        return expected.allclose(actual, 1e-3, 1e-3) is false;
    }

    private static Tensor Wave(params long[] shape)
    {
        var count = (int)shape.Aggregate(1L, (product, size) => product * size);
        return tensor([.. Enumerable.Range(0, count).Select(i => (float)Math.Sin(i))], shape);
    }
}
