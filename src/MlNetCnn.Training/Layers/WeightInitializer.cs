using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;
using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Training.Layers;

/// <summary>Samples the initial values of weights. Each row has its own random generator, so the values depend only on the seed.</summary>
internal static class WeightInitializer
{
    /// <summary>Creates a weight.</summary>
    /// <param name="plan">The plan of the weight.</param>
    /// <param name="seed">The network's seed.</param>
    /// <param name="index">The index of the weight in the network.</param>
    public static TensorProto Create(WeightPlan plan, long seed, int index)
    {
        var bytes = new byte[checked(plan.Count * sizeof(float))];
        var rows = plan.Dims.Count > 1 ? (int)plan.Dims[0] : 1;
        var length = bytes.Length / sizeof(float) / rows;
        switch (plan.Fill.Kind)
        {
            case WeightFillKind.Constant:
                Floats(bytes).Fill((float)plan.Fill.Number);
                break;
            case WeightFillKind.Orthogonal:
                MemoryMarshal.AsBytes(Orthogonal(rows, length, plan.Fill.Number, seed, index).AsSpan()).CopyTo(bytes);
                break;
            default:
                Parallel.For(0, rows, row => Sample(Floats(bytes).Slice(row * length, length), plan.Fill, SeededRandom.At(seed, index, row)));
                break;
        }

        // The array is not shared, so it need not be copied; the weights of VGG-16 take half a gigabyte.
        var tensor = new TensorProto
        {
            Name = plan.Name, DataType = (int)DataType.Float, RawData = UnsafeByteOperations.UnsafeWrap(bytes),
        };
        tensor.Dims.AddRange(plan.Dims);
        return tensor;
    }

    private static Span<float> Floats(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes.AsSpan());

    private static void Sample(Span<float> values, WeightFill fill, SeededRandom random)
    {
        foreach (ref var value in values)
        {
            value = (float)(fill.Number * (fill.Kind == WeightFillKind.Normal ? random.NextNormal() : random.Between(-1, 1)));
        }
    }

    // Gram-Schmidt on normally distributed rows, each orthogonalized twice: once leaves errors if rows are nearly parallel (Giraud, Langou and
    // Rozloznik, 2005). If there are more rows than columns, the columns are used.
    private static float[] Orthogonal(int rows, int columns, double length, long seed, int index)
    {
        var (count, size) = (Math.Min(rows, columns), Math.Max(rows, columns));
        var vectors = new float[count][];
        for (var i = 0; i < count; i++)
        {
            var vector = vectors[i] = new float[size];
            Sample(vector, new WeightFill(WeightFillKind.Normal, 1), SeededRandom.At(seed, index, i));
            for (var pass = 0; pass < 2; pass++)
            {
                for (var other = 0; other < i; other++)
                {
                    var along = TensorPrimitives.Dot<float>(vector, vectors[other]);
                    TensorPrimitives.MultiplyAdd(vectors[other], -along, vector, vector);
                }
            }

            TensorPrimitives.Divide(vector, TensorPrimitives.Norm<float>(vector), vector);
        }

        var values = new float[rows * columns];
        for (var i = 0; i < values.Length; i++)
        {
            var (row, column) = (i / columns, i % columns);
            values[i] = (float)length * (rows <= columns ? vectors[row][column] : vectors[column][row]);
        }

        return values;
    }
}

/// <summary>The distribution of the initial values of a weight.</summary>
internal enum WeightFillKind
{
    /// <summary>A constant.</summary>
    Constant,

    /// <summary>A normal distribution around 0.</summary>
    Normal,

    /// <summary>A uniform distribution around 0.</summary>
    Uniform,

    /// <summary>Orthogonal rows, or orthogonal columns if there are more rows than columns.</summary>
    Orthogonal,
}

/// <summary>The initial values of a weight.</summary>
/// <param name="Kind">The distribution.</param>
/// <param name="Number">The constant, the standard deviation, the bound, or the length of a row.</param>
internal readonly record struct WeightFill(WeightFillKind Kind, double Number)
{
    /// <summary>Creates a constant initialization.</summary>
    /// <param name="value">The value.</param>
    public static WeightFill Constant(double value) => new(WeightFillKind.Constant, value);

    /// <summary>Creates the initialization of a layer's weights.</summary>
    /// <param name="start">The method.</param>
    /// <param name="inputs">The number of inputs of one output number.</param>
    /// <param name="outputs">The number of outputs to which one input number contributes.</param>
    public static WeightFill Of(WeightInitialization start, long inputs, long outputs) => start switch
    {
        WeightInitialization.He => new WeightFill(WeightFillKind.Normal, Math.Sqrt(2.0 / inputs)),
        WeightInitialization.Glorot => new WeightFill(WeightFillKind.Uniform, Math.Sqrt(6.0 / (inputs + outputs))),
        WeightInitialization.Orthogonal => new WeightFill(WeightFillKind.Orthogonal, Math.Sqrt(2)),
        _ => throw new ArgumentOutOfRangeException(nameof(start), start, "Unknown initialization."),
    };
}
