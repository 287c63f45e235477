using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetCnn.Training;

/// <summary>Window pooling, global pooling, and local response normalization.</summary>
internal static class Pooling
{
    /// <summary>The table rows of these operators.</summary>
    public static IReadOnlyList<OperatorEntry> Entries { get; } =
    [
        OperatorEntry.Of("MaxPool", 1, MaxPool),
        OperatorEntry.Of("AveragePool", 1, AveragePool),
        OperatorEntry.Unary("GlobalAveragePool", 1, map => map.mean(SpatialAxes(map), keepdim: true)),
        OperatorEntry.Unary("GlobalMaxPool", 1, map => map.amax(SpatialAxes(map), keepdim: true)),
        OperatorEntry.Of("LRN", 1, LocalResponse),
    ];

    private static long[] SpatialAxes(Tensor map) => [.. Enumerable.Range(2, (int)map.Dimensions - 2).Select(axis => (long)axis)];

    private static Func<NodeInputs, Tensor> MaxPool(NodeReader node)
    {
        if (node.HasOutput(1))
        {
            throw node.Unsupported("the output 'Indices'");
        }

        var (window, kernel) = (new Window(node), Kernel(node));
        var ceiling = node.Int("ceil_mode", 0) != 0;
        return inputs =>
        {
            var map = inputs[0];
            var (begin, end) = window.Pads(map.shape[2..], kernel);
            var (strides, dilations) = (window.Strides(kernel.Length), window.Dilations(kernel.Length));
            if (FitsLibtorch(begin, end, kernel))
            {
                return Max(map, kernel, strides, begin, dilations, ceiling);
            }

            // Minus infinity is never the maximum, so it marks missing values; the windows then fit exactly.
            end = ExactEnd(window.Count(map.shape[2..], kernel, ceiling), map.shape[2..], begin, kernel, strides, dilations);
            var lowest = map.is_floating_point() ? double.NegativeInfinity : map.dtype == ScalarType.Byte ? 0 : sbyte.MinValue;
            return Max(Window.Pad(map, begin, end, lowest), kernel, strides, new long[kernel.Length], dilations, ceiling: false);
        };
    }

    private static Tensor Max(Tensor map, long[] kernel, long[] strides, long[] padding, long[] dilations, bool ceiling)
    {
        // libtorch cannot pool bytes.
        var numbers = map.is_floating_point() ? map : map.to_type(ScalarType.Float32);
        var pooled = kernel.Length switch
        {
            1 => F.max_pool1d(numbers, kernel[0], strides[0], padding[0], dilations[0], ceiling),
            2 => F.max_pool2d(numbers, kernel, strides, padding, dilations, ceiling),
            3 => F.max_pool3d(numbers, kernel, strides, padding, dilations, ceiling),
            var rank => throw new InvalidDataException($"pooling over {rank} axes"),
        };
        return map.is_floating_point() ? pooled : pooled.to_type(map.dtype);
    }

    private static Func<NodeInputs, Tensor> AveragePool(NodeReader node)
    {
        var (window, kernel) = (new Window(node), Kernel(node));
        var ceiling = node.Int("ceil_mode", 0) != 0;
        var countPadding = node.Int("count_include_pad", 0) != 0;
        return inputs =>
        {
            var map = inputs[0];
            var (begin, end) = window.Pads(map.shape[2..], kernel);
            var (strides, dilations) = (window.Strides(kernel.Length), window.Dilations(kernel.Length));
            if (FitsLibtorch(begin, end, kernel) && dilations.All(d => d == 1))
            {
                return kernel.Length switch
                {
                    1 => F.avg_pool1d(map, kernel[0], strides[0], begin[0], ceiling, countPadding),
                    2 => F.avg_pool2d(map, kernel, strides, begin, ceiling, countPadding),
                    3 => F.avg_pool3d(map, kernel, strides, begin, ceiling, countPadding),
                    var rank => throw new InvalidDataException($"pooling over {rank} axes"),
                };
            }

            var exact = ExactEnd(window.Count(map.shape[2..], kernel, ceiling), map.shape[2..], begin, kernel, strides, dilations);
            var sums = Sums(Window.Pad(map, begin, exact), kernel, strides, dilations);

            // Counted values are 1, all others 0: the same sums then state how many values each window covers.
            var counting = countPadding ? (begin, end) : (new long[kernel.Length], new long[kernel.Length]);
            var inside = ones([1, 1, .. map.shape.Skip(2).Select((size, i) => size + counting.Item1[i] + counting.Item2[i])], map.dtype, map.device);
            long[] before = [.. begin.Zip(counting.Item1, (all, counted) => all - counted)];
            long[] after = [.. exact.Zip(counting.Item2, (all, counted) => all - counted)];
            return sums / Sums(Window.Pad(inside, before, after), kernel, strides, dilations);
        };
    }

    private static Tensor Sums(Tensor map, long[] kernel, long[] strides, long[] dilations)
    {
        // Each channel separately, as an image with one channel and a single filter of ones.
        var alone = map.reshape([-1, 1, .. map.shape[2..]]);
        var sums = Convolution.Run(
            alone, ones([1, 1, .. kernel], map.dtype, map.device), null, strides, new long[kernel.Length], dilations, 1);
        return sums.reshape([map.shape[0], map.shape[1], .. sums.shape[2..]]);
    }

    private static long[] Kernel(NodeReader node) => node.Ints("kernel_shape") ?? throw node.Unsupported("no kernel_shape");

    private static bool FitsLibtorch(long[] begin, long[] end, long[] kernel) =>
        begin.SequenceEqual(end) && begin.Zip(kernel, (pad, size) => 2 * pad <= size).All(fits => fits);

    private static long[] ExactEnd(long[] counts, long[] map, long[] begin, long[] kernel, long[] strides, long[] dilations) =>
        [.. counts.Select((count, i) => (count - 1) * strides[i] + Window.Extent(kernel[i], dilations[i]) - begin[i] - map[i])];

    private static Func<NodeInputs, Tensor> LocalResponse(NodeReader node)
    {
        var size = node.Int("size", 1);
        var (alpha, beta, bias) = (node.Float("alpha", 1e-4), node.Float("beta", 0.75), node.Float("bias", 1));
        return inputs =>
        {
            // The specification's window extends (size - 1) / 2 channels back, rounded down; libtorch's own rounds up.
            var map = inputs[0];
            var (channels, before) = (map.shape[1], (size - 1) / 2);
            var border = new long[2 * (map.Dimensions - 1)];
            (border[^2], border[^1]) = (before, size - 1 - before);
            var squares = F.pad(map * map, border);
            var sum = squares.narrow(1, 0, channels);
            for (var i = 1; i < size; i++)
            {
                sum = sum.Add(squares.narrow(1, i, channels));
            }

            return map / sum.mul(ScalarCache.Of(alpha / size)).Add(ScalarCache.Of(bias)).pow(ScalarCache.Of(beta));
        };
    }
}
