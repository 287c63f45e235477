using System.Numerics.Tensors;

namespace MlNetCnn.Heads;

/// <summary>
/// Projects the features of a few images so that they have at most as many columns as there are images. A linear head with an L2 penalty is in
/// the span of the images that it is fitted on, so nothing is lost.
/// </summary>
internal sealed class FeatureSpan
{
    // With more columns per image than this, the fit saves more time than the projection costs.
    private const int MinColumnsPerRow = 4;

    // The remainder of a row in the span of previous rows is rounding error.
    private const double Rounding = 1e-6;

    private readonly double[] _mean;
    private readonly List<double[]> _axes;

    private FeatureSpan(FeatureTable table, double[] mean, List<double[]> axes) => (Table, _mean, _axes) = (table, mean, axes);

    /// <summary>The coordinates of each row; zeros for rows that were not requested.</summary>
    public FeatureTable Table { get; }

    /// <summary>Projects the features, or returns null if it would not pay off.</summary>
    /// <param name="table">The features.</param>
    /// <param name="rows">The rows that heads are fitted and evaluated on.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public static FeatureSpan? Of(FeatureTable table, IReadOnlyList<int> rows, CancellationToken cancellationToken)
    {
        if ((long)rows.Count * MinColumnsPerRow > table.Length)
        {
            return null;
        }

        var mean = Array.ConvertAll(FeatureScaling.Fit(table, rows).Mean.ToArray(), value => (double)value);
        var (axes, coordinates) = (new List<double[]>(), new Dictionary<int, double[]>());
        foreach (var row in rows.Distinct())
        {
            cancellationToken.ThrowIfCancellationRequested();
            var rest = new double[table.Length];
            TensorPrimitives.ConvertTruncating(table.Row(row), rest);
            TensorPrimitives.Subtract(rest, mean, rest);
            var norm = TensorPrimitives.Norm<double>(rest);
            var found = new double[axes.Count + 1];

            // Gram-Schmidt, twice: the second pass removes the rounding errors of the first.
            for (var pass = 0; pass < 2; pass++)
            {
                for (var i = 0; i < axes.Count; i++)
                {
                    var fraction = TensorPrimitives.Dot<double>(axes[i], rest);
                    found[i] += fraction;
                    TensorPrimitives.MultiplyAdd(axes[i], -fraction, rest, rest);
                }
            }

            var left = TensorPrimitives.Norm<double>(rest);
            if (left > Rounding * norm)
            {
                found[^1] = left;
                TensorPrimitives.Divide(rest, left, rest);
                axes.Add(rest);
            }

            coordinates.Add(row, found);
        }

        var turned = new FeatureTable(Math.Max(1, axes.Count));
        for (var row = 0; row < table.Count; row++)
        {
            var line = new float[turned.Length];
            var found = coordinates.GetValueOrDefault(row, []);
            for (var i = 0; i < Math.Min(found.Length, line.Length); i++)
            {
                line[i] = (float)found[i];
            }

            turned.Add(line);
        }

        return new FeatureSpan(turned, mean, axes);
    }

    /// <summary>Converts a head to the original features.</summary>
    /// <param name="head">A head over <see cref="Table"/>.</param>
    public FittedLinearHead TurnBack(FittedLinearHead head)
    {
        var length = _mean.Length;
        var weights = new float[head.ClassCount * length];
        var bias = new float[head.ClassCount];
        var sum = new double[length];
        for (var k = 0; k < head.ClassCount; k++)
        {
            Array.Clear(sum);
            for (var i = 0; i < _axes.Count; i++)
            {
                TensorPrimitives.MultiplyAdd(_axes[i], (double)head.Weights[(k * head.FeatureCount) + i], sum, sum);
            }

            TensorPrimitives.ConvertTruncating<double, float>(sum, weights.AsSpan(k * length, length));
            bias[k] = (float)(head.Bias[k] - TensorPrimitives.Dot<double>(sum, _mean));
        }

        return new FittedLinearHead(weights, bias, head.L2) { HeldOutAccuracy = head.HeldOutAccuracy };
    }
}
