using System.Numerics.Tensors;

namespace MlNetCnn.Heads;

/// <summary>
/// The features of a few images, turned so that they need no more columns than there are images. A linear head with an L2 penalty lies in the
/// span of the images that it is fitted on, so nothing is lost.
/// </summary>
internal sealed class FeatureSpan
{
    // Beyond this many columns for each image the fit saves more than the turning costs.
    private const int MinColumnsPerRow = 4;

    // What is left of a row that lies in the span of those before it is rounding.
    private const double Rounding = 1e-6;

    private readonly double[] _mean;
    private readonly List<double[]> _axes;

    private FeatureSpan(FeatureTable table, double[] mean, List<double[]> axes) => (Table, _mean, _axes) = (table, mean, axes);

    /// <summary>The coordinates of each row; rows that were not asked for hold zeros.</summary>
    public FeatureTable Table { get; }

    /// <summary>Turns the features, or gives null where that would not pay.</summary>
    /// <param name="table">The features.</param>
    /// <param name="rows">The rows that heads are fitted and measured on.</param>
    /// <param name="cancellationToken">Stops the work.</param>
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

            // Gram-Schmidt, twice: the second pass takes away what rounding left of the first.
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

    /// <summary>The head over the features as they were.</summary>
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
