namespace MlNetCnn;

/// <summary>
/// Centres features and brings them to a common size, as seen on the training rows: x' = (x - mean) / sqrt(s_i * s), where s_i
/// is the feature's own deviation and s that of all features together.
/// </summary>
/// <remarks>
/// This is Pareto scaling (van den Berg et al. 2006, BMC Genomics 7:142) up to the constant s, half way between full
/// standardisation, which makes the rarely firing channels of a CNN as loud as the telling ones, and none. In five-fold
/// cross-validation on training photos alone (four backbones, three sets) its log-loss was below that of full
/// standardisation every time.
/// </remarks>
internal sealed class FeatureScaling
{
    // A feature that hardly moves on the training pictures carries no evidence; dividing by its deviation would make it loud.
    private const double LeastDeviation = 1e-6;

    private readonly float[] _mean;
    private readonly float[] _scale;

    private FeatureScaling(float[] mean, float[] scale)
    {
        _mean = mean;
        _scale = scale;
    }

    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>1 / sqrt(s_i * s); 0 for a feature that does not move.</summary>
    public ReadOnlySpan<float> Scale => _scale;

    /// <summary>Measures mean and deviation over <paramref name="rows"/> of the table, in double precision.</summary>
    public static FeatureScaling Fit(FeatureTable table, IReadOnlyList<int> rows)
    {
        var sum = new double[table.Length];
        var squares = new double[table.Length];
        foreach (var row in rows)
        {
            var features = table.Row(row);
            for (var i = 0; i < features.Length; i++)
            {
                sum[i] += features[i];
            }
        }

        var mean = Array.ConvertAll(sum, s => (float)(s / rows.Count));
        foreach (var row in rows)
        {
            var features = table.Row(row);
            for (var i = 0; i < features.Length; i++)
            {
                double distance = features[i] - mean[i];
                squares[i] += distance * distance;
            }
        }

        var common = Math.Sqrt(squares.Sum() / ((double)rows.Count * table.Length));
        var scale = Array.ConvertAll(
            squares, s => Math.Sqrt(s / rows.Count) is > LeastDeviation and var deviation ? (float)(1 / Math.Sqrt(deviation * common)) : 0f);
        return new FeatureScaling(mean, scale);
    }

    /// <summary>Writes the scaled features.</summary>
    public void Apply(ReadOnlySpan<float> features, Span<float> scaled)
    {
        for (var i = 0; i < features.Length; i++)
        {
            scaled[i] = (features[i] - _mean[i]) * _scale[i];
        }
    }
}
