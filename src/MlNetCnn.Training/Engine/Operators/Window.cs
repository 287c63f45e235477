using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetCnn.Training;

/// <summary>The window of a convolution or pooling: strides, dilations and padding, one number per spatial axis.</summary>
/// <param name="node">The node.</param>
internal sealed class Window(NodeReader node)
{
    private readonly long[]? _strides = node.Ints("strides");
    private readonly long[]? _dilations = node.Ints("dilations");
    private readonly long[]? _pads = node.Ints("pads");
    private readonly string _autoPad = node.Text("auto_pad", "NOTSET");

    /// <summary>Returns the strides.</summary>
    /// <param name="rank">The number of spatial axes.</param>
    public long[] Strides(int rank) => _strides ?? Repeat(1, rank);

    /// <summary>Returns the dilations.</summary>
    /// <param name="rank">The number of spatial axes.</param>
    public long[] Dilations(int rank) => _dilations ?? Repeat(1, rank);

    /// <summary>Returns the padding before and after each spatial axis.</summary>
    /// <param name="map">The map's spatial sizes.</param>
    /// <param name="kernel">The window's sizes.</param>
    public (long[] Begin, long[] End) Pads(long[] map, long[] kernel)
    {
        var rank = kernel.Length;
        if (_autoPad is "NOTSET" or "")
        {
            return _pads is null ? (new long[rank], new long[rank]) : (_pads[..rank], _pads[rank..]);
        }

        var (begin, end) = (new long[rank], new long[rank]);
        if (_autoPad != "VALID")
        {
            for (var axis = 0; axis < rank; axis++)
            {
                var stride = Strides(rank)[axis];
                var extent = Extent(kernel[axis], Dilations(rank)[axis]);
                var windows = (map[axis] + stride - 1) / stride;
                var total = Math.Max((windows - 1) * stride + extent - map[axis], 0);
                begin[axis] = _autoPad == "SAME_LOWER" ? total - (total / 2) : total / 2;
                end[axis] = total - begin[axis];
            }
        }

        return (begin, end);
    }

    /// <summary>Returns the number of windows that fit along each axis.</summary>
    /// <param name="map">The map's spatial sizes.</param>
    /// <param name="kernel">The window's sizes.</param>
    /// <param name="ceiling">Whether the last window may extend beyond the end.</param>
    public long[] Count(long[] map, long[] kernel, bool ceiling)
    {
        var (begin, end) = Pads(map, kernel);
        var counts = new long[kernel.Length];
        for (var axis = 0; axis < counts.Length; axis++)
        {
            var stride = Strides(counts.Length)[axis];
            var room = map[axis] + begin[axis] + end[axis] - Extent(kernel[axis], Dilations(counts.Length)[axis]);
            counts[axis] = (ceiling ? (room + stride - 1) / stride : room / stride) + 1;
            // A window that would begin after the map and its leading padding covers nothing and is omitted.
            if (ceiling && (counts[axis] - 1) * stride >= map[axis] + begin[axis])
            {
                counts[axis]--;
            }
        }

        return counts;
    }

    /// <summary>Returns the length that a window covers.</summary>
    /// <param name="kernel">The number of its taps.</param>
    /// <param name="dilation">The distance between them.</param>
    public static long Extent(long kernel, long dilation) => ((kernel - 1) * dilation) + 1;

    /// <summary>Pads a map; negative numbers crop it.</summary>
    /// <param name="map">[N, C, spatial axes].</param>
    /// <param name="begin">The padding before each spatial axis.</param>
    /// <param name="end">The padding after each spatial axis.</param>
    /// <param name="value">The value of the padding.</param>
    public static Tensor Pad(Tensor map, long[] begin, long[] end, double value = 0)
    {
        // libtorch counts axes from the last one.
        var pads = new long[2 * begin.Length];
        for (var axis = 0; axis < begin.Length; axis++)
        {
            pads[2 * axis] = begin[^(axis + 1)];
            pads[(2 * axis) + 1] = end[^(axis + 1)];
        }

        return F.pad(map, pads, TorchSharp.PaddingModes.Constant, value);
    }

    private static long[] Repeat(long value, int count) => [.. Enumerable.Repeat(value, count)];
}
