namespace MlNetCnn;

/// <summary>The weights of a whole axis; see <see cref="ReductionWeights"/>. Computed once for many images.</summary>
internal sealed class AxisReduction
{
    private readonly int[] _first;
    private readonly double[][] _weights;

    /// <summary>Computes them.</summary>
    /// <param name="source">Pixels of the axis.</param>
    /// <param name="target">Pixels of the result, at most as many.</param>
    /// <param name="filter">The filter.</param>
    public AxisReduction(int source, int target, ReductionFilter filter)
    {
        _first = [.. Enumerable.Range(0, target).Select(i => ReductionWeights.Range(source, target, i, filter).First)];
        _weights = [.. Enumerable.Range(0, target).Select(i => ReductionWeights.Weights(source, target, i, filter))];
    }

    /// <summary>Pixels of the result.</summary>
    public int Count => _first.Length;

    /// <summary>The first pixel of the axis that may count for a pixel of the result.</summary>
    public int First(int index) => _first[index];

    /// <summary>The weights from there on.</summary>
    public ReadOnlySpan<double> Weights(int index) => _weights[index];
}
