namespace MlNetCnn.Diagnostics;

/// <summary>
/// Computes a <see cref="PerceptualHash"/>: the lowest frequencies of the picture's luma, each against their median, as in Zauner,
/// "Implementation and benchmarking of perceptual image hash functions" (2010), section 3.2.1, with 192 frequencies more to confirm
/// what the usual 64 find. Used by one thread at a time.
/// </summary>
internal sealed class PerceptualHasher
{
    /// <summary>In how many ways a picture can be turned by right angles and mirrored.</summary>
    public const int Orientations = 8;

    /// <summary>Width and height of the picture that is hashed, in pixels.</summary>
    public const int Side = 128;

    // What is transformed is the mean of 4x4 pixels: a crop is placed by whole pixels, and with fewer of them copies of
    // another size would be cut a little elsewhere (measured: 9 % of halved photos more than 6 bits away, against none).
    private const int Block = Side / CosineTransform.Side;
    private const int LowFrequencies = 8;

    private readonly CosineTransform _transform = new();
    private readonly float[] _luma = new float[CosineTransform.Side * CosineTransform.Side];
    private readonly float[] _low = new float[LowFrequencies * LowFrequencies];
    private readonly float[] _high = new float[(CosineTransform.Frequencies * CosineTransform.Frequencies) - (LowFrequencies * LowFrequencies)];
    private readonly float[] _sorted = new float[CosineTransform.Frequencies * CosineTransform.Frequencies];

    /// <summary>Hashes a picture as it is, and as it would be mirrored and turned.</summary>
    /// <param name="pixels">CHW, float32, RGB 0..255, <see cref="Side"/> pixels wide and high.</param>
    /// <returns>The <see cref="Orientations"/> hashes, the picture as it is first.</returns>
    public PerceptualHash[] Compute(ReadOnlySpan<float> pixels)
    {
        Shrink(pixels);
        var coefficients = _transform.Apply(_luma);
        var hashes = new PerceptualHash[Orientations];
        for (var orientation = 0; orientation < Orientations; orientation++)
        {
            hashes[orientation] = Hash(coefficients, (orientation & 1) != 0, (orientation & 2) != 0, (orientation & 4) != 0);
        }

        return hashes;
    }

    // A mirrored wave is the same wave, turned over where its frequency is odd; a picture seen along its diagonal has rows for columns.
    private PerceptualHash Hash(ReadOnlySpan<float> coefficients, bool mirrored, bool upsideDown, bool transposed)
    {
        const int count = CosineTransform.Frequencies;
        var (low, high) = (0, 0);
        for (var i = 0; i < coefficients.Length; i++)
        {
            var (v, u) = (i / count, i % count);
            var value = coefficients[transposed ? (u * count) + v : i];
            value = (mirrored && u % 2 == 0) != (upsideDown && v % 2 == 0) ? -value : value;
            (v < LowFrequencies && u < LowFrequencies ? ref _low[low++] : ref _high[high++]) = value;
        }

        var lowMedian = Median(_low);
        var highMedian = Median(_high);
        return new PerceptualHash(
            Bits(_low, lowMedian), Bits(_high.AsSpan(0, 64), highMedian), Bits(_high.AsSpan(64, 64), highMedian), Bits(_high.AsSpan(128, 64), highMedian));
    }

    private static ulong Bits(ReadOnlySpan<float> coefficients, float median)
    {
        var bits = 0UL;
        for (var i = 0; i < coefficients.Length; i++)
        {
            bits |= coefficients[i] > median ? 1UL << i : 0;
        }

        return bits;
    }

    private void Shrink(ReadOnlySpan<float> pixels)
    {
        const int plane = Side * Side;
        Array.Clear(_luma);
        for (var y = 0; y < Side; y++)
        {
            for (var x = 0; x < Side; x++)
            {
                // Sums instead of means: only comparisons follow.
                var at = (y * Side) + x;
                _luma[(y / Block * CosineTransform.Side) + (x / Block)] +=
                    (Luma.Red * pixels[at]) + (Luma.Green * pixels[plane + at]) + (Luma.Blue * pixels[(2 * plane) + at]);
            }
        }
    }

    private float Median(ReadOnlySpan<float> values)
    {
        var sorted = _sorted.AsSpan(0, values.Length);
        values.CopyTo(sorted);
        sorted.Sort();
        return (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
