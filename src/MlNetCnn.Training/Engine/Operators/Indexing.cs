using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Selection of values by their position, and padding.</summary>
internal static class Indexing
{
    /// <summary>The table rows of these operators.</summary>
    public static IReadOnlyList<OperatorEntry> Entries { get; } =
    [
        OperatorEntry.Of("Gather", 1, Gather),
        OperatorEntry.Of("Slice", 1, node => inputs => Slice(inputs[0], node.Ints("starts")!, node.Ints("ends")!, node.Ints("axes"), null), until: 9),
        OperatorEntry.Of("Slice", 10, _ => inputs => Slice(inputs[0], inputs.Longs(1)!, inputs.Longs(2)!, inputs.Longs(3), inputs.Longs(4))),
        OperatorEntry.Of("Pad", 2, node => Pad(node, _ => node.Ints("pads")!, _ => node.Float("value", 0)), until: 10),
        OperatorEntry.Of("Pad", 11, node => Pad(node, inputs => inputs.Longs(1)!, inputs => inputs.Number(2) ?? 0)),
    ];

    private static Func<NodeInputs, Tensor> Gather(NodeReader node)
    {
        var axis = node.Int("axis", 0);
        return inputs =>
        {
            var x = inputs[0];
            var along = (int)(axis < 0 ? axis + x.Dimensions : axis);
            var size = x.shape[along];
            long[] positions = [.. inputs.Longs(1)!.Select(i => i < 0 ? i + size : i)];
            return x.index_select(along, tensor(positions, device: x.device))
                .reshape([.. x.shape[..along], .. inputs[1].shape, .. x.shape[(along + 1)..]]);
        };
    }

    private static Tensor Slice(Tensor x, long[] starts, long[] ends, long[]? axes, long[]? steps)
    {
        for (var i = 0; i < starts.Length; i++)
        {
            var axis = axes?[i] ?? i;
            axis = axis < 0 ? axis + x.Dimensions : axis;
            var (size, step) = (x.shape[axis], steps?[i] ?? 1);
            var start = starts[i] < 0 ? starts[i] + size : starts[i];
            var end = ends[i] < 0 ? Math.Max(ends[i], -size - 1) + size : ends[i];
            if (step > 0)
            {
                (start, end) = (Math.Clamp(start, 0, size), Math.Clamp(end, 0, size));
                x = x.slice(axis, start, Math.Max(start, end), step);
            }
            else
            {
                // libtorch does not support negative steps.
                (start, end) = (Math.Clamp(start, 0, size - 1), Math.Clamp(end, -1, size - 1));
                var positions = new List<long>();
                for (var at = start; at > end; at += step)
                {
                    positions.Add(at);
                }

                x = x.index_select(axis, tensor(positions.ToArray(), device: x.device));
            }
        }

        return x;
    }

    private static Func<NodeInputs, Tensor> Pad(NodeReader node, Func<NodeInputs, long[]> pads, Func<NodeInputs, double> value)
    {
        var mode = node.Text("mode", "constant");
        Func<long, long, long>? source = mode switch
        {
            "constant" => null,
            "edge" => (at, size) => Math.Clamp(at, 0, size - 1),
            "reflect" => Reflect,
            "wrap" => (at, size) => ((at % size) + size) % size,
            _ => throw node.Unsupported($"mode '{mode}'"),
        };
        return inputs =>
        {
            var (x, amounts, axes) = (inputs[0], pads(inputs), inputs.Longs(3));
            var count = amounts.Length / 2;
            var (begin, end) = (new long[x.Dimensions], new long[x.Dimensions]);
            for (var i = 0; i < count; i++)
            {
                var axis = axes?[i] ?? i;
                axis = axis < 0 ? axis + x.Dimensions : axis;
                (begin[axis], end[axis]) = (amounts[i], amounts[i + count]);
            }

            return source is null ? Window.Pad(x, begin, end, value(inputs)) : Extend(x, begin, end, source);
        };
    }

    private static long Reflect(long at, long size)
    {
        var period = Math.Max(1, 2 * (size - 1));
        var within = ((at % period) + period) % period;
        return within < size ? within : period - within;
    }

    private static Tensor Extend(Tensor x, long[] begin, long[] end, Func<long, long, long> source)
    {
        for (var axis = 0; axis < begin.Length; axis++)
        {
            if (begin[axis] != 0 || end[axis] != 0)
            {
                var size = x.shape[axis];
                var positions = new long[size + begin[axis] + end[axis]];
                for (var i = 0; i < positions.Length; i++)
                {
                    positions[i] = source(i - begin[axis], size);
                }

                x = x.index_select(axis, tensor(positions, device: x.device));
            }
        }

        return x;
    }
}
