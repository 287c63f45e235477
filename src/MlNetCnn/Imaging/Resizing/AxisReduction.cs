namespace MlNetCnn.Imaging;

/// <summary>The reduction of one axis of the image that ML.NET rendered: each output pixel is a weighted mean of neighboring rendered pixels.</summary>
internal sealed class AxisReduction
{
    private readonly int[] _first;
    private readonly double[][] _weights;

    /// <summary>Computes the weights.</summary>
    /// <param name="source">The number of rendered pixels of the axis.</param>
    /// <param name="target">The number of output pixels, at most as many.</param>
    /// <param name="filter">The filter.</param>
    public AxisReduction(int source, int target, ReductionFilter filter)
    {
        Source = source;
        _first = new int[target];
        _weights = new double[target][];
        for (var i = 0; i < target; i++)
        {
            (_first[i], var weights) = source == target ? (i, [1])
                : filter == ReductionFilter.Linear ? Linear(source, target, i)
                : Triangle(source, target, i);
            var sum = weights.Sum();
            _weights[i] = [.. weights.Select(weight => weight / sum)];
        }
    }

    /// <summary>The number of rendered pixels of the axis.</summary>
    public int Source { get; }

    /// <summary>The number of output pixels.</summary>
    public int Count => _first.Length;

    /// <summary>Returns the first rendered pixel that can contribute to an output pixel.</summary>
    public int First(int index) => _first[index];

    /// <summary>Returns the weights from that pixel on, which add up to 1.</summary>
    public ReadOnlySpan<double> Weights(int index) => _weights[index];

    /// <summary>Returns the matrix that rows of rendered pixels are multiplied by: [rendered pixels, output pixels], row-major.</summary>
    public float[] ToMatrix()
    {
        var matrix = new float[Source * Count];
        for (var i = 0; i < Count; i++)
        {
            for (var j = 0; j < _weights[i].Length; j++)
            {
                matrix[((_first[i] + j) * Count) + i] = (float)_weights[i][j];
            }
        }

        return matrix;
    }

    private static (int First, double[] Weights) Triangle(int source, int target, int index)
    {
        var ratio = (double)source / target;
        var first = Math.Max(0, (int)Math.Floor((index - 0.5) * ratio));
        var end = Math.Min(source, (int)Math.Ceiling((index + 1.5) * ratio));
        return (first, [.. Enumerable.Range(first, end - first).Select(i => Math.Max(0, 1 - Math.Abs(((i + 0.5) / ratio) - (index + 0.5))))]);
    }

    private static (int First, double[] Weights) Linear(int source, int target, int index)
    {
        // The interpolation is between means of this many rendered pixels.
        var side = 1;
        while (source / (2 * side) >= target)
        {
            side *= 2;
        }

        var means = source / side;
        var place = Math.Clamp(((index + 0.5) * source / side / target) - 0.5, 0, means - 1);
        var first = Math.Min((int)place, Math.Max(0, means - 2));
        var fraction = place - first;
        var end = Math.Min((first + 2) * side, source);
        return (first * side, [.. Enumerable.Range(0, end - (first * side)).Select(i => (i < side ? 1 - fraction : fraction) / side)]);
    }
}
