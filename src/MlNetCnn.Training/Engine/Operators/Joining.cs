using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Concatenation along an axis, and splitting.</summary>
internal static class Joining
{
    /// <summary>The table rows of these operators.</summary>
    public static IReadOnlyList<OperatorEntry> Entries { get; } =
    [
        OperatorEntry.Of("Concat", 1, node =>
        {
            var axis = node.Int("axis", 1);
            return inputs => cat([.. SamePrecision(inputs)], axis);
        }),
        new("Split", 1, 12, node => Split(node, _ => node.Ints("split"))),
        new("Split", 13, OperatorTable.NewestOpset, node => Split(node, inputs => inputs.Longs(1))),
    ];

    private static IEnumerable<Tensor> SamePrecision(NodeInputs inputs)
    {
        var tensors = inputs.All.ToList();
        var coarsest = tensors.MinBy(t => t.ElementSize)!.dtype;
        return tensors.Select(t => t.is_floating_point() && t.dtype != coarsest ? t.to_type(coarsest) : t);
    }

    private static OperatorKernel Split(NodeReader node, Func<NodeInputs, long[]?> read)
    {
        var axis = node.Int("axis", 0);
        var parts = node.Int("num_outputs", node.OutputCount);
        return inputs =>
        {
            var x = inputs[0];
            var along = axis < 0 ? axis + x.Dimensions : axis;
            var size = x.shape[along];
            var each = (size + parts - 1) / parts;
            var sizes = read(inputs) ?? [.. Enumerable.Range(0, (int)parts).Select(i => Math.Clamp(size - (i * each), 0, each))];
            return x.split(sizes, along);
        };
    }
}
