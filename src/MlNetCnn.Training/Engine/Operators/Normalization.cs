using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetCnn.Training;

/// <summary>Batch, instance, layer and group normalization.</summary>
internal static class Normalization
{
    /// <summary>The table rows of these operators.</summary>
    public static IReadOnlyList<OperatorEntry> Entries { get; } =
    [
        OperatorEntry.Of("BatchNormalization", 1, BatchNorm),
        OperatorEntry.Of("InstanceNormalization", 1, InstanceNorm),
        new("LayerNormalization", 17, OperatorTable.NewestOpset, LayerNorm),
        OperatorEntry.Of("GroupNormalization", 18, node => GroupNorm(node, perGroup: true), until: 20),
        OperatorEntry.Of("GroupNormalization", 21, node => GroupNorm(node, perGroup: false)),
    ];

    private static Func<NodeInputs, Tensor> BatchNorm(NodeReader node)
    {
        if (node.Int("training_mode", 0) != 0 || node.HasOutput(1))
        {
            throw node.Unsupported("training_mode or outputs for statistics, which an export for inference does not have");
        }

        var epsilon = node.Float("epsilon", 1e-5);
        // ONNX specifies the weight of the old statistics, libtorch that of the batch.
        var taken = 1 - node.Float("momentum", 0.9);
        var perPixel = node.Int("spatial", 1) == 0;
        return inputs =>
        {
            // libtorch accepts 16-bit activations with float32 statistics; converting back and forth would take longer than the computation.
            var (map, scale, bias, mean, variance) = (inputs[0], inputs[1], inputs[2], inputs[3], inputs[4]);
            if (perPixel || map.Dimensions < 2)
            {
                return ((map - mean) / variance.Add(ScalarCache.Of(epsilon)).sqrt() * scale).Add(bias);
            }

            var ofBatch = inputs.Mode is { Training: true, UpdateStatistics: true } && scale.requires_grad;
            return F.batch_norm(map, mean, variance, scale, bias, ofBatch, taken, epsilon);
        };
    }

    private static Func<NodeInputs, Tensor> InstanceNorm(NodeReader node)
    {
        var epsilon = node.Float("epsilon", 1e-5);
        return inputs => F.instance_norm(inputs[0], null, null, inputs.Like(1, inputs[0]), inputs.Like(2, inputs[0]), true, 0, epsilon);
    }

    private static OperatorKernel LayerNorm(NodeReader node)
    {
        var (axis, epsilon) = (node.Int("axis", -1), node.Float("epsilon", 1e-5));
        return inputs =>
        {
            var map = inputs[0];
            var first = axis < 0 ? axis + map.Dimensions : axis;
            var shape = map.shape[(int)first..];
            var normal = F.layer_norm(map, shape, inputs.Like(1, map)!.expand(shape), inputs.Like(2, map)?.expand(shape), epsilon);
            if (node.OutputCount == 1)
            {
                return [normal];
            }

            long[] axes = [.. Enumerable.Range((int)first, shape.Length).Select(i => (long)i)];
            return
            [
                normal, map.mean(axes, keepdim: true),
                map.var(axes, unbiased: false, keepdim: true).Add(ScalarCache.Of(epsilon)).sqrt().reciprocal(),
            ];
        };
    }

    private static Func<NodeInputs, Tensor> GroupNorm(NodeReader node, bool perGroup)
    {
        var epsilon = node.Float("epsilon", 1e-5);
        var groups = node.Int("num_groups", 1);
        return inputs =>
        {
            var map = inputs[0];
            var (scale, bias) = (inputs.Like(1, map)!, inputs.Like(2, map)!);
            if (perGroup)
            {
                // Up to version 20 there is one scale per group; libtorch expects one per channel.
                var each = map.shape[1] / groups;
                (scale, bias) = (scale.repeat_interleave(each), bias.repeat_interleave(each));
            }

            return F.group_norm(map, groups, scale, bias, epsilon);
        };
    }
}
