using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetCnn.Training;

/// <summary>Convolutions over one to three spatial axes.</summary>
internal static class Convolution
{
    /// <summary>The table rows of these operators.</summary>
    public static IReadOnlyList<OperatorEntry> Entries { get; } = [OperatorEntry.Of("Conv", 1, Conv)];

    private static Func<NodeInputs, Tensor> Conv(NodeReader node)
    {
        var window = new Window(node);
        var groups = node.Int("group", 1);
        return inputs =>
        {
            var map = inputs.Activations(0);
            var type = map.dtype;
            if (NeedsThirtyTwoBits(map, groups, window, inputs[1].shape[0]))
            {
                map = map.to_type(ScalarType.Float32);
            }

            var weight = inputs.Like(1, map)!;
            var kernel = weight.shape[2..];
            var (begin, end) = window.Pads(map.shape[2..], kernel);
            if (!begin.SequenceEqual(end))
            {
                // libtorch pads both sides equally; TensorFlow's networks do not.
                map = Window.Pad(map, begin, end);
                begin = new long[kernel.Length];
            }

            var (bias, strides, dilations) = (inputs.Like(2, map), window.Strides(kernel.Length), window.Dilations(kernel.Length));
            var result = PointwiseConvolution.Suits(map, kernel, begin, groups) ? PointwiseConvolution.Run(map, weight, bias, strides)
                : GroupedConvolution.Suits(map, weight.shape[0], groups) ? GroupedConvolution.Run(map, weight, bias, strides, begin, dilations, groups)
                : Run(map, weight, bias, strides, begin, dilations, groups);
            return result.dtype == type ? result : result.to_type(type);
        };
    }

    // oneDNN 3.7, which libtorch 2.10 contains, has no kernel for the backward pass of a strided depthwise convolution in bfloat16 and uses one for
    // dense convolutions: 56 ms instead of 13 ms in float32 for each of the four in MobileNetV2, and wrong on the processors of GroupedConvolution.
    // There the backward pass for an odd number of filters is wrong too.
    private static bool NeedsThirtyTwoBits(Tensor map, long groups, Window window, long filters) =>
        map.dtype == ScalarType.BFloat16 && map.device_type == TorchSharp.DeviceType.CPU && map.Dimensions == 4
        && (filters % 2 == 1 || (groups > 1 && groups == map.shape[1] && window.Strides(2).Any(stride => stride > 1)));

    /// <summary>Computes a convolution over as many spatial axes as the weights have.</summary>
    /// <param name="map">[N, C, spatial axes].</param>
    /// <param name="weight">[filters, C / groups, spatial axes].</param>
    /// <param name="bias">[filters], or null.</param>
    /// <param name="strides">One number per spatial axis.</param>
    /// <param name="padding">Zeros on both sides of each spatial axis.</param>
    /// <param name="dilations">One number per spatial axis.</param>
    /// <param name="groups">The number of groups of channels.</param>
    public static Tensor Run(
        Tensor map, Tensor weight, Tensor? bias, long[] strides, long[] padding, long[] dilations, long groups) => strides.Length switch
        {
            1 => F.conv1d(map, weight, bias, strides[0], padding[0], dilations[0], groups),
            2 => F.conv2d(map, weight, bias, strides, padding, dilations, groups),
            3 => F.conv3d(map, weight, bias, strides, padding, dilations, groups),
            var rank => throw new InvalidDataException($"a convolution over {rank} axes"),
        };
}
