namespace MlNetCnn.Diagnostics;

/// <summary>
/// Computes a <see cref="PerceptualHash"/>: the lowest frequencies of the image's luma, each compared with their median, as in Zauner,
/// "Implementation and benchmarking of perceptual image hash functions" (2010), section 3.2.1, with 192 more frequencies to confirm
/// the matches of the usual 64. Not thread-safe.
/// </summary>
internal sealed class PerceptualHasher
{
    /// <summary>The number of orientations of an image: rotations by multiples of 90 degrees, with and without mirroring.</summary>
    public const int Orientations = 8;

    /// <summary>Width and height of the hashed image, in pixels.</summary>
    public const int Side = 128;

    // The transform reads the means of 4x4 pixels: a crop starts at an integer pixel, and with smaller blocks copies in
    // another size would be cropped slightly differently (measured: 9 % of half-size images differ in more than 6 bits, compared with none).
    private const int Block = Side / CosineTransform.Side;
    private const int LowFrequencies = 8;

    private readonly CosineTransform _transform = new();
    private readonly float[] _luma = new float[CosineTransform.Side * CosineTransform.Side];
    private readonly float[] _low = new float[LowFrequencies * LowFrequencies];
    private readonly float[] _high = new float[(CosineTransform.Frequencies * CosineTransform.Frequencies) - (LowFrequencies * LowFrequencies)];
    private readonly float[] _sorted = new float[CosineTransform.Frequencies * CosineTransform.Frequencies];

    /// <summary>Hashes an image in every orientation.</summary>
    /// <param name="pixels">CHW, float32, RGB 0..255, <see cref="Side"/> pixels wide and high.</param>
    /// <returns>The <see cref="Orientations"/> hashes, the unchanged image first.</returns>
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

    // A mirrored wave is the same wave, negated if its frequency is odd; transposing an image swaps rows and columns.
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
                // Sums instead of means, because the values are only compared.
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
