using static TorchSharp.torch;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Training;

/// <summary>Constants, type conversions, and operators that do little or nothing in a trained network.</summary>
internal static class ConstantOperators
{
    /// <summary>The table rows of these operators.</summary>
    public static IReadOnlyList<OperatorEntry> Entries { get; } =
    [
        OperatorEntry.Of("Constant", 1, Constant),
        OperatorEntry.Of("ConstantOfShape", 9, node =>
        {
            var value = node.Tensor("value");
            return inputs =>
            {
                var single = value is null ? zeros(1) : TorchTensors.FromProto(value).reshape(1);
                return single.expand(inputs.Longs(0)!).contiguous();
            };
        }),
        OperatorEntry.Of("Range", 11, _ => inputs => inputs[0].is_floating_point()
            ? arange(
                ScalarCache.Of(inputs.Number(0)!.Value), ScalarCache.Of(inputs.Number(1)!.Value), ScalarCache.Of(inputs.Number(2)!.Value), inputs[0].dtype)
            : arange(
                ScalarCache.Of(inputs.Longs(0)![0]), ScalarCache.Of(inputs.Longs(1)![0]), ScalarCache.Of(inputs.Longs(2)![0]), inputs[0].dtype)),
        OperatorEntry.Of("Cast", 6, node =>
        {
            var requested = (DataType)node.Int("to", 0);
            var type = TorchTensors.TypeOf(requested) ?? throw node.Unsupported($"the type {GraphInputs.TypeName(requested)}");
            return inputs => inputs[0].to_type(type);
        }),
        OperatorEntry.Of("CastLike", 15, _ => inputs => inputs[0].to_type(inputs[1].dtype)),
        OperatorEntry.Unary("Identity", 1, x => x),
        new("Dropout", 1, OperatorTable.NewestOpset, Dropout),
        OperatorEntry.Of("DequantizeLinear", 10, Dequantize),
    ];

    private static Func<NodeInputs, Tensor> Constant(NodeReader node)
    {
        if (node.Tensor("value") is { } value)
        {
            return _ => TorchTensors.FromProto(value);
        }

        if (node.Has("value_float"))
        {
            var number = (float)node.Float("value_float", 0);
            return _ => tensor(number);
        }

        if (node.Has("value_int"))
        {
            var number = node.Int("value_int", 0);
            return _ => tensor(number);
        }

        return node.Floats("value_floats") is { Length: > 0 } floats ? _ => tensor(floats)
            : node.Ints("value_ints") is { Length: > 0 } ints ? _ => tensor(ints)
            : throw node.Unsupported("a value that is not a tensor of numbers");
    }

    private static OperatorKernel Dropout(NodeReader node)
    {
        var ratio = node.Float("ratio", 0.5);
        return inputs =>
        {
            // Since version 12 the ratio is an input; the third input, training_mode, is ignored, because the execution mode decides.
            var probability = node.Opset >= 12 ? inputs.Number(1) ?? 0.5 : ratio;
            var kept = inputs.Mode.Training && probability > 0 ? Drop(inputs[0], probability, inputs.Mode.Random) : inputs[0];
            return node.HasOutput(1) ? [kept, kept.eq(inputs[0]).logical_or(kept.ne(ScalarCache.Of(0)))] : [kept];
        };
    }

    private static Tensor Drop(Tensor x, double probability, Generator? random)
    {
        var samples = rand(x.shape, device: x.device, generator: random);
        return probability >= 1
            ? x.mul(ScalarCache.Of(0))
            : x * samples.ge(ScalarCache.Of(probability)).to_type(x.dtype).div(ScalarCache.Of(1 - probability));
    }

    private static Func<NodeInputs, Tensor> Dequantize(NodeReader node)
    {
        var axis = node.Int("axis", 1);
        if (node.Int("block_size", 0) != 0)
        {
            throw node.Unsupported("blocked quantization");
        }

        return inputs =>
        {
            var (x, scale) = (inputs[0], inputs[1]);
            var zero = inputs.Optional(2)?.to_type(scale.dtype);
            if (scale.NumberOfElements > 1)
            {
                var shape = x.shape.Select(_ => 1L).ToArray();
                shape[axis < 0 ? axis + shape.Length : axis] = -1;
                (scale, zero) = (scale.reshape(shape), zero?.reshape(shape));
            }

            var numbers = x.to_type(scale.dtype);
            return (zero is null ? numbers : numbers - zero) * scale;
        };
    }
}
