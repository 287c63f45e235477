using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace MlNetCnn.Training;

/// <summary>Normalisation by batch, picture, layer and group of channels.</summary>
internal static class Normalization
{
    /// <summary>The rows of this family.</summary>
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
            throw node.Unsupported("training_mode or outputs for statistics, which an export for evaluation has not");
        }

        var epsilon = node.Float("epsilon", 1e-5);
        // ONNX says how much of the old statistics is kept, libtorch how much of the batch is taken.
        var taken = 1 - node.Float("momentum", 0.9);
        var perPixel = node.Int("spatial", 1) == 0;
        return inputs =>
        {
            // libtorch takes 16-bit activations together with float32 statistics; converting to and fro would cost more than it computes.
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
                // Up to version 20 there is one scale per group; libtorch wants one per channel.
                var each = map.shape[1] / groups;
                (scale, bias) = (scale.repeat_interleave(each), bias.repeat_interleave(each));
            }

            return F.group_norm(map, groups, scale, bias, epsilon);
        };
    }
}
