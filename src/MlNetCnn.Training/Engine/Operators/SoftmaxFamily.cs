using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Softmax and its logarithm, with the semantics of older and newer versions.</summary>
internal static class SoftmaxFamily
{
    /// <summary>The table rows of these operators.</summary>
    public static IReadOnlyList<OperatorEntry> Entries { get; } =
    [
        OperatorEntry.Of("Softmax", 1, node => OverTheRest(node, x => nn.functional.softmax(x, 1)), until: 12),
        OperatorEntry.Of("Softmax", 13, node => AlongAxis(node, nn.functional.softmax)),
        OperatorEntry.Of("LogSoftmax", 1, node => OverTheRest(node, x => nn.functional.log_softmax(x, 1)), until: 12),
        OperatorEntry.Of("LogSoftmax", 13, node => AlongAxis(node, (x, axis, _) => nn.functional.log_softmax(x, axis))),
    ];

    private static Func<NodeInputs, Tensor> AlongAxis(NodeReader node, Func<Tensor, long, ScalarType?, Tensor> function)
    {
        var axis = node.Int("axis", -1);
        return inputs => function(inputs[0], axis, null);
    }

    // Up to version 12, all axes from the specified one on are treated as one.
    private static Func<NodeInputs, Tensor> OverTheRest(NodeReader node, Func<Tensor, Tensor> function)
    {
        var axis = node.Int("axis", 1);
        return inputs =>
        {
            var x = inputs[0];
            var first = (int)(axis < 0 ? axis + x.Dimensions : axis);
            var rows = x.shape.Take(first).Aggregate(1L, (product, size) => product * size);
            return function(x.reshape(rows, -1)).reshape(x.shape);
        };
    }
}
