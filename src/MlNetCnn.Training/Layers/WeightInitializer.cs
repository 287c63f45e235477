using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Google.Protobuf;
using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Training;

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
