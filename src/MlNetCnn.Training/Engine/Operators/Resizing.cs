using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// Resizing of maps. Each axis is resized separately, as a product with a matrix [new size, old size] of the weights of the old values, so that one
/// implementation serves all modes and has gradients.
/// </summary>
internal static class Resizing
{
    /// <summary>The table rows of these operators.</summary>
    public static IReadOnlyList<OperatorEntry> Entries { get; } =
    [
        OperatorEntry.Of("Upsample", 7, node =>
        {
            var scales = node.Floats("scales");
            return Build(node, "asymmetric", "floor", inputs => (scales ?? Floats(inputs, 1), null));
        }, until: 9),
        OperatorEntry.Of("Resize", 10, node => Build(node, "asymmetric", "floor", inputs => (Floats(inputs, 1), null)), until: 10),
        OperatorEntry.Of("Resize", 11, node => Build(
            node, node.Text("coordinate_transformation_mode", "half_pixel"), node.Text("nearest_mode", "round_prefer_floor"),
            inputs => (Floats(inputs, 2), inputs.Longs(3) is { Length: > 0 } sizes ? sizes : null))),
    ];

    private static Func<NodeInputs, Tensor> Build(
        NodeReader node, string position, string rounding, Func<NodeInputs, (float[]? Scales, long[]? Sizes)> read)
    {
        var mode = node.Text("mode", "nearest");
        var axes = node.Ints("axes");
        if (mode is not ("nearest" or "linear" or "cubic"))
        {
            throw node.Unsupported($"mode '{mode}'");
        }

        if (node.Int("antialias", 0) != 0)
        {
            throw node.Unsupported("antialias");
        }

        if (node.Text("keep_aspect_ratio_policy", "stretch") is not "stretch" and var policy)
        {
            throw node.Unsupported($"keep_aspect_ratio_policy '{policy}'");
        }

        var taps = ResizeTaps.For(mode, rounding, node.Float("cubic_coeff_a", -0.75), node.Int("exclude_outside", 0) != 0)
            ?? throw node.Unsupported($"nearest_mode '{rounding}'");
        var source = ResizeTaps.Position(position) ?? throw node.Unsupported($"coordinate_transformation_mode '{position}'");
        return inputs =>
        {
            var x = inputs[0];
            var (scales, sizes) = read(inputs);
            for (var i = 0; i < (sizes?.Length ?? scales?.Length ?? 0); i++)
            {
                var axis = axes?[i] ?? i;
                axis = axis < 0 ? axis + x.Dimensions : axis;
                var old = x.shape[axis];
                var size = sizes?[i] ?? (long)MathF.Floor(old * scales![i]);
                var scale = sizes is null ? scales![i] : (double)size / old;
                if (size != old || scale != 1)
                {
                    x = Along(x, axis, taps.Matrix(old, size, to => source(to, scale, old, size)));
                }
            }

            return x;
        };
    }

    private static Tensor Along(Tensor x, long axis, double[,] matrix)
    {
        var last = x.movedim([axis], [-1]);
        var weights = tensor(matrix, dtype: x.is_floating_point() ? x.dtype : ScalarType.Float32, device: x.device);
        var product = x.is_floating_point() ? last.matmul(weights.t()) : last.to_type(ScalarType.Float32).matmul(weights.t()).to_type(x.dtype);
        return product.movedim([-1], [axis]);
    }

    private static float[]? Floats(NodeInputs inputs, int index) =>
        inputs.Optional(index) is { NumberOfElements: > 0 } tensor ? TorchTensors.ToFloats(tensor) : null;
}
