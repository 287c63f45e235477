using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetCnn.Training;

/// <summary>A convolution whose filters each read a group of the channels, computed as matrix products for processors on which oneDNN computes it
/// incorrectly.</summary>
/// <remarks>
/// Observed on a fifth-generation AMD EPYC with oneDNN 3.7: filters on 16 channels in 16 groups, two filters each, return meaningless values, and so
/// do three groups of 80. One filter per channel (depthwise) is correct, and so are convolutions without groups.
/// </remarks>
internal static class GroupedConvolution
{
    private static readonly Lazy<bool> Wrong = new(IsWrongHere);

    /// <summary>Whether oneDNN computes a small grouped convolution incorrectly on this processor; determined once, on first use.</summary>
    public static bool OneDnnIsWrong => Wrong.Value;

    /// <summary>Returns whether <see cref="Run"/> should compute a convolution.</summary>
    /// <param name="map">[N, C, H, W].</param>
    /// <param name="filters">The number of filters.</param>
    /// <param name="groups">The number of groups of channels.</param>
    public static bool Suits(Tensor map, long filters, long groups) =>
        groups > 1 && map.Dimensions == 4 && map.device_type == DeviceType.CPU && map.dtype != ScalarType.Float64
        && !(groups == map.shape[1] && groups == filters) && OneDnnIsWrong;

    /// <summary>Unfolds each window into a column (im2col) and multiplies it by the filters of its group, in float32.</summary>
    /// <param name="map">[N, C, H, W].</param>
    /// <param name="weight">[filters, C / groups, kernel height, kernel width].</param>
    /// <param name="bias">[filters], or null.</param>
    /// <param name="strides">The strides along the height and the width.</param>
    /// <param name="padding">Zeros on both sides of both axes.</param>
    /// <param name="dilations">The dilations along the height and the width.</param>
    /// <param name="groups">The number of groups of channels.</param>
    /// <returns>[N, filters, output height, output width], in the map's type, channels last in memory.</returns>
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
