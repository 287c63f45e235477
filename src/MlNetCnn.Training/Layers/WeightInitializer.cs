using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;
using Google.Protobuf;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training.Layers;

/// <summary>Draws the first numbers of weights. Each row has a random source of its own, so the numbers depend on the seed alone.</summary>
internal static class WeightInitializer
{
    /// <summary>Makes a weight.</summary>
    /// <param name="plan">What it is to be.</param>
    /// <param name="seed">The network's seed.</param>
    /// <param name="index">The weight's number in the network.</param>
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

        // The array is nobody else's, so it need not be copied; the weights of VGG-16 are half a gigabyte.
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

    // Gram and Schmidt on normally distributed rows, each made orthogonal twice: once leaves errors where rows lie close together
    // (Giraud, Langou and Rozloznik, 2005). Where there are more rows than columns, the columns are taken.
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

/// <summary>How the numbers of a weight are drawn.</summary>
internal enum WeightFillKind
{
    /// <summary>All the same.</summary>
    Constant,

    /// <summary>Normally distributed around 0.</summary>
    Normal,

    /// <summary>Evenly distributed around 0.</summary>
    Uniform,

    /// <summary>Rows (or, where there are more rows than columns, columns) at right angles.</summary>
    Orthogonal,
}

/// <summary>What the numbers of a weight start as.</summary>
/// <param name="Kind">How they are drawn.</param>
/// <param name="Number">The constant, the standard deviation, the reach or the length of a row.</param>
internal readonly record struct WeightFill(WeightFillKind Kind, double Number)
{
    /// <summary>All the same.</summary>
    /// <param name="value">The number.</param>
    public static WeightFill Constant(double value) => new(WeightFillKind.Constant, value);

    /// <summary>The start of a layer's weights.</summary>
    /// <param name="start">How.</param>
    /// <param name="inputs">The numbers that go into one output number.</param>
    /// <param name="outputs">The numbers that one input number goes into.</param>
    public static WeightFill Of(WeightInitialization start, long inputs, long outputs) => start switch
    {
        WeightInitialization.He => new WeightFill(WeightFillKind.Normal, Math.Sqrt(2.0 / inputs)),
        WeightInitialization.Glorot => new WeightFill(WeightFillKind.Uniform, Math.Sqrt(6.0 / (inputs + outputs))),
        WeightInitialization.Orthogonal => new WeightFill(WeightFillKind.Orthogonal, Math.Sqrt(2)),
        _ => throw new ArgumentOutOfRangeException(nameof(start), start, "no such initialisation"),
    };
}
