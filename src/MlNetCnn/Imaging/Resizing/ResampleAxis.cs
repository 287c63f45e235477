namespace MlNetCnn.Imaging;

/// <summary>
/// One axis of a resize as a matrix: each output pixel is a weighted sum of neighboring pixels of the image. It combines ML.NET's
/// ResizeImages, which renders the image with one kernel, and the graph, which reduces the rendered image.
/// </summary>
internal sealed class ResampleAxis
{
    private readonly float[][] _weights;
    private readonly int[] _first;

    private ResampleAxis(int[] first, float[][] weights)
    {
        (_first, _weights) = (first, weights);
        Begin = int.MaxValue;
        for (var i = 0; i < first.Length; i++)
        {
            if (weights[i].Length > 0)
            {
                (Begin, End) = (Math.Min(Begin, first[i]), Math.Max(End, first[i] + weights[i].Length));
            }
        }

        Begin = Math.Min(Begin, End);
    }

    /// <summary>The number of output pixels.</summary>
    public int Count => _first.Length;

    /// <summary>The first pixel of the image that has a weight.</summary>
    public int Begin { get; }

    /// <summary>The pixel after the last one that has a weight.</summary>
    public int End { get; }

    /// <summary>Returns the first pixel of the image that contributes to an output pixel.</summary>
    public int First(int index) => _first[index];

    /// <summary>Returns the weights from that pixel on; none if the output is black.</summary>
    public ReadOnlySpan<float> Weights(int index) => _weights[index];

    /// <summary>Computes the matrix.</summary>
    /// <param name="place">The position of the rendered image.</param>
    /// <param name="reduction">The reduction of the rendered axis.</param>
    /// <param name="kernel">The kernel with which ML.NET renders.</param>
    public static ResampleAxis Create(DrawnAxis place, AxisReduction reduction, DrawKernel kernel)
    {
        var size = reduction.Count;
        var first = new int[size];
        var weights = new float[size][];
        var sums = new double[place.Length];
        Span<int> taps = stackalloc int[4];
        Span<double> values = stackalloc double[4];
        for (var i = 0; i < size; i++)
        {
            var start = reduction.First(i) - place.Offset;
            var factors = reduction.Weights(i);
            var (low, high) = (place.Length, -1);
            for (var j = 0; j < factors.Length; j++)
            {
                // Outside the image the canvas is black.
                var pixel = start + j;
                if (factors[j] == 0 || pixel < 0 || pixel >= place.Drawn)
                {
                    continue;
                }

                var count = Taps(pixel, place, kernel, taps, values);
                for (var t = 0; t < count; t++)
                {
                    sums[taps[t]] += factors[j] * values[t];
                    (low, high) = (Math.Min(low, taps[t]), Math.Max(high, taps[t]));
                }
            }

            first[i] = Math.Min(low, Math.Max(0, place.Length - 1));
            weights[i] = new float[Math.Max(0, high - low + 1)];
            for (var w = 0; w < weights[i].Length; w++)
            {
                weights[i][w] = (float)sums[low + w];
                sums[low + w] = 0;
            }
        }

        return new ResampleAxis(first, weights);
    }

    /// <summary>Computes the pixels of the image that one rendered pixel consists of; beyond the border the border pixel is used.</summary>
    private static int Taps(int pixel, DrawnAxis place, DrawKernel kernel, Span<int> taps, Span<double> values)
    {
        var center = (pixel + 0.5) * place.Length / place.Drawn;
        if (kernel == DrawKernel.Nearest)
        {
            // Skia uses the previous pixel if a center is on the border of two.
            taps[0] = Math.Clamp((int)Math.Ceiling(center) - 1, 0, place.Length - 1);
            values[0] = 1;
            return 1;
        }

        var floor = Math.Floor(center - 0.5);
        var fraction = center - 0.5 - floor;
        if (kernel == DrawKernel.Linear)
        {
            (taps[0], taps[1]) = (Clamp((int)floor), Clamp((int)floor + 1));
            (values[0], values[1]) = (1 - fraction, fraction);
            return 2;
        }

        for (var t = 0; t < 4; t++)
        {
            taps[t] = Clamp((int)floor - 1 + t);
            values[t] = Mitchell(Math.Abs(fraction + 1 - t));
        }

        return 4;

        int Clamp(int index) => Math.Clamp(index, 0, place.Length - 1);
    }

    // Mitchell and Netravali, "Reconstruction filters in computer graphics", 1988, equation 8 with B = C = 1/3.
    private static double Mitchell(double x) => x switch
    {
        < 1 => ((7 * x * x * x) - (12 * x * x) + (16.0 / 3)) / 6,
        < 2 => ((-7.0 / 3 * x * x * x) + (12 * x * x) - (20 * x) + (32.0 / 3)) / 6,
        _ => 0,
    };
}

/// <summary>The position of one axis of an image on the canvas that ML.NET's ResizeImages renders it on.</summary>
/// <param name="Length">The number of pixels of the image.</param>
/// <param name="Offset">The pixel of the canvas where the image begins; below 0 if its beginning is cut off.</param>
/// <param name="Drawn">The number of canvas pixels of the whole image.</param>
/// <param name="Canvas">The number of pixels of the canvas.</param>
internal readonly record struct DrawnAxis(int Length, int Offset, int Drawn, int Canvas);

/// <summary>The interpolation with which an image is rendered onto a canvas of another size.</summary>
internal enum DrawKernel
{
    /// <summary>The cubic of Mitchell and Netravali over 4 pixels per axis: ML.NET 6's IsoCrop and IsoPad, and ML.NET 5's when they enlarge.</summary>
    Mitchell,

    /// <summary>Linear over 2 pixels per axis: ML.NET 5's IsoCrop and IsoPad when they shrink, after as many halvings as fit.</summary>
    Linear,

    /// <summary>The nearest pixel: ML.NET's Fill.</summary>
    Nearest,
}
