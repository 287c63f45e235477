using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Sums, means and similar reductions over axes, which are an attribute in older versions and an input in newer ones.</summary>
internal static class Reductions
{
    // Since this version the axes are an input; for ReduceSum this changed earlier.
    private const long AxesAsInput = 18;
    private const long SumAxesAsInput = 13;

    /// <summary>The table rows of these operators.</summary>
    public static IReadOnlyList<OperatorEntry> Entries { get; } =
    [
        Reduce("ReduceSum", SumAxesAsInput, (x, axes, keep) => x.sum(axes, keep, type: x.dtype)),
        Reduce("ReduceMean", AxesAsInput, (x, axes, keep) => x.mean(axes, keep)),
        Reduce("ReduceMax", AxesAsInput, (x, axes, keep) => x.amax(axes, keep)),
        Reduce("ReduceMin", AxesAsInput, (x, axes, keep) => x.amin(axes, keep)),
        Reduce("ReduceProd", AxesAsInput, Product),
        Reduce("ReduceL1", AxesAsInput, (x, axes, keep) => x.abs().sum(axes, keep, type: x.dtype)),
        Reduce("ReduceL2", AxesAsInput, (x, axes, keep) => (x * x).sum(axes, keep, type: x.dtype).sqrt()),
        Reduce("ReduceSumSquare", AxesAsInput, (x, axes, keep) => (x * x).sum(axes, keep, type: x.dtype)),
        Reduce("ReduceLogSum", AxesAsInput, (x, axes, keep) => x.sum(axes, keep, type: x.dtype).log()),
        Reduce("ReduceLogSumExp", AxesAsInput, (x, axes, keep) => LogSumExp(x, axes, keep)),
        OperatorEntry.Of("ArgMax", 1, node => Extreme(node, (x, axis, keep) => x.argmax(axis, keep))),
        OperatorEntry.Of("ArgMin", 1, node => Extreme(node, (x, axis, keep) => x.argmin(axis, keep))),
    ];

    private static OperatorEntry Reduce(string name, long axesAsInput, Func<Tensor, long[], bool, Tensor> function) =>
        OperatorEntry.Of(name, 1, node =>
        {
            var keep = node.Int("keepdims", 1) != 0;
            var (attribute, none) = (node.Ints("axes"), node.Int("noop_with_empty_axes", 0) != 0);
            return inputs =>
            {
                var x = inputs[0];
                var axes = node.Opset >= axesAsInput ? inputs.Longs(1) : attribute;
                if (axes is null or [] && none)
                {
                    // What the operator does in addition to reducing, such as a square root, applies to each value.
                    return function(x.unsqueeze(0), [0], false);
                }

                return function(x, axes is null or [] ? [.. Enumerable.Range(0, (int)x.Dimensions).Select(i => (long)i)] : axes, keep);
            };
        });

    private static Tensor Product(Tensor x, long[] axes, bool keep)
    {
        // Starting with the last axis, so that preceding axes keep their numbers when axes are removed.
        foreach (var axis in axes.Select(a => a < 0 ? a + x.Dimensions : a).OrderDescending().ToArray())
        {
            x = x.prod(axis, keep, x.dtype);
        }

        return x;
    }

    private static Tensor LogSumExp(Tensor x, long[] axes, bool keep)
    {
        // The largest value is subtracted first, because the exponentials would overflow otherwise.
        var largest = x.detach().amax(axes, true);
        var sum = (x - largest).exp().sum(axes, true).log().Add(largest);
        return keep ? sum : sum.reshape(x.amax(axes, false).shape);
    }

    private static Func<NodeInputs, Tensor> Extreme(NodeReader node, Func<Tensor, long, bool, Tensor> function)
    {
        var (axis, keep, last) = (node.Int("axis", 0), node.Int("keepdims", 1) != 0, node.Int("select_last_index", 0) != 0);
        return inputs => last
            ? function(inputs[0].flip(axis), axis, keep).neg().Add(ScalarCache.Of(inputs[0].shape[axis < 0 ? axis + inputs[0].Dimensions : axis] - 1))
            : function(inputs[0], axis, keep);
    }
}
