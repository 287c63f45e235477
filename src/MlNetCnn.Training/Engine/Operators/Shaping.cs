using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Operators that change the shape of a tensor, and those that read it.</summary>
internal static class Shaping
{
    /// <summary>The table rows of these operators.</summary>
    public static IReadOnlyList<OperatorEntry> Entries { get; } =
    [
        OperatorEntry.Of("Reshape", 5, Reshape),
        OperatorEntry.Of("Flatten", 1, Flatten),
        OperatorEntry.Of("Transpose", 1, node =>
        {
            var order = node.Ints("perm");
            return inputs => inputs[0].permute(order ?? [.. Enumerable.Range(0, (int)inputs[0].Dimensions).Reverse().Select(i => (long)i)]);
        }),
        OperatorEntry.Of("Squeeze", 1, node => Squeeze(node.Ints("axes")), until: 12),
        OperatorEntry.Of("Squeeze", 13, _ => Squeeze(null)),
        OperatorEntry.Of("Unsqueeze", 1, node => Unsqueeze(node.Ints("axes")), until: 12),
        OperatorEntry.Of("Unsqueeze", 13, _ => Unsqueeze(null)),
        OperatorEntry.Of("Expand", 8, _ => inputs => inputs[0].expand(Broadcast(inputs[0].shape, inputs.Longs(1)!))),
        OperatorEntry.Of("Tile", 6, _ => inputs => inputs[0].tile(inputs.Longs(1)!)),
        OperatorEntry.Of("Shape", 1, node =>
        {
            var (start, end) = (node.Int("start", 0), node.Int("end", long.MaxValue));
            return inputs =>
            {
                var rank = inputs[0].Dimensions;
                var (from, to) = (Math.Clamp(start < 0 ? start + rank : start, 0, rank), Math.Clamp(end < 0 ? end + rank : end, 0, rank));
                return tensor(inputs[0].shape[(int)from..(int)Math.Max(from, to)]);
            };
        }),
        OperatorEntry.Unary("Size", 1, x => tensor(x.NumberOfElements)),
        OperatorEntry.Of("SpaceToDepth", 1, node =>
        {
            var block = node.Int("blocksize", 1);
            return inputs =>
            {
                var (n, c, h, w) = Sizes(inputs[0]);
                return inputs[0].reshape(n, c, h / block, block, w / block, block).permute(0, 3, 5, 1, 2, 4)
                    .reshape(n, c * block * block, h / block, w / block);
            };
        }),
        OperatorEntry.Of("DepthToSpace", 1, node =>
        {
            var (block, columns) = (node.Int("blocksize", 1), node.Text("mode", "DCR") == "CRD");
            return inputs =>
            {
                var (n, c, h, w) = Sizes(inputs[0]);
                var less = c / (block * block);
                var blocks = columns
                    ? inputs[0].reshape(n, less, block, block, h, w).permute(0, 1, 4, 2, 5, 3)
                    : inputs[0].reshape(n, block, block, less, h, w).permute(0, 3, 4, 1, 5, 2);
                return blocks.reshape(n, less, h * block, w * block);
            };
        }),
    ];

    private static Func<NodeInputs, Tensor> Reshape(NodeReader node)
    {
        var zeroIsZero = node.Int("allowzero", 0) != 0;
        return inputs =>
        {
            var requested = inputs.Longs(1)!;
            return inputs[0].reshape([.. requested.Select((size, i) => size == 0 && !zeroIsZero ? inputs[0].shape[i] : size)]);
        };
    }

    private static Func<NodeInputs, Tensor> Flatten(NodeReader node)
    {
        var axis = node.Int("axis", 1);
        return inputs =>
        {
            var shape = inputs[0].shape;
            var first = (int)(axis < 0 ? axis + shape.Length : axis);
            return inputs[0].reshape(Product(shape[..first]), Product(shape[first..]));
        };
    }

    private static Func<NodeInputs, Tensor> Squeeze(long[]? attribute) => inputs =>
    {
        var shape = inputs[0].shape;
        var axes = (attribute ?? inputs.Longs(1))?.Select(a => a < 0 ? a + shape.Length : a).ToHashSet();
        return inputs[0].reshape([.. shape.Where((size, i) => axes is null ? size != 1 : !axes.Contains(i))]);
    };

    private static Func<NodeInputs, Tensor> Unsqueeze(long[]? attribute) => inputs =>
    {
        var axes = attribute ?? inputs.Longs(1)!;
        var shape = inputs[0].shape.ToList();
        var rank = shape.Count + axes.Length;
        foreach (var axis in axes.Select(a => a < 0 ? a + rank : a).Order())
        {
            shape.Insert((int)axis, 1);
        }

        return inputs[0].reshape([.. shape]);
    };

    private static long[] Broadcast(long[] left, long[] right)
    {
        var rank = Math.Max(left.Length, right.Length);
        return [.. Enumerable.Range(0, rank).Select(i => Math.Max(At(left, i), At(right, i)) is var max && (At(left, i) == 0 || At(right, i) == 0) ? 0 : max)];

        long At(long[] shape, int i) => i < rank - shape.Length ? 1 : shape[i - (rank - shape.Length)];
    }

    private static (long N, long C, long H, long W) Sizes(Tensor map) => (map.shape[0], map.shape[1], map.shape[2], map.shape[3]);

    private static long Product(long[] sizes) => sizes.Aggregate(1L, (product, size) => product * size);
}
