using System.Numerics.Tensors;

namespace MlNetCnn.Diagnostics;

/// <summary>
/// Computes the lowest frequencies of a square of values (discrete cosine transform, type II), without the constant term, which is the
/// brightness of the image. Not thread-safe.
/// </summary>
internal sealed class CosineTransform
{
    /// <summary>The number of rows and columns that are transformed.</summary>
    public const int Side = 32;

    /// <summary>The number of frequencies in each direction, starting at the lowest.</summary>
    public const int Frequencies = 16;

    private static readonly float[] Cosines = CreateCosines();

    private readonly float[] _rows = new float[Frequencies * Side];
    private readonly float[] _coefficients = new float[Frequencies * Frequencies];

    /// <summary>Transforms a square.</summary>
    /// <param name="values"><see cref="Side"/> rows of <see cref="Side"/> values.</param>
    /// <returns>The coefficients; row v, column u has the vertical frequency v + 1 and the horizontal frequency u + 1. Valid until the next call.</returns>
    public ReadOnlySpan<float> Apply(ReadOnlySpan<float> values)
    {
        for (var u = 0; u < Frequencies; u++)
        {
            for (var y = 0; y < Side; y++)
            {
                _rows[(u * Side) + y] = TensorPrimitives.Dot(Wave(u), values.Slice(y * Side, Side));
            }
        }

        for (var v = 0; v < Frequencies; v++)
        {
            for (var u = 0; u < Frequencies; u++)
            {
                _coefficients[(v * Frequencies) + u] = TensorPrimitives.Dot(Wave(v), _rows.AsSpan(u * Side, Side));
            }
        }

        return _coefficients;
    }

    private static ReadOnlySpan<float> Wave(int frequency) => Cosines.AsSpan(frequency * Side, Side);

    private static float[] CreateCosines()
    {
        var cosines = new float[Frequencies * Side];
        for (var f = 0; f < Frequencies; f++)
        {
            for (var x = 0; x < Side; x++)
            {
                cosines[(f * Side) + x] = (float)Math.Cos(((2 * x) + 1) * (f + 1) * Math.PI / (2 * Side));
            }
        }

        return cosines;
    }
}
