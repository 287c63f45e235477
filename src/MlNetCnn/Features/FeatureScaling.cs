namespace MlNetCnn;

/// <summary>Standardises features: x' = (x - mean) * inverse deviation, each feature on its own, as seen on the training rows.</summary>
internal sealed class FeatureScaling
{
    // A feature that hardly moves on the training pictures carries no evidence; dividing by its deviation would make it loud.
    private const double LeastDeviation = 1e-6;

    private readonly float[] _mean;
    private readonly float[] _inverseDeviation;

    private FeatureScaling(float[] mean, float[] inverseDeviation)
    {
        _mean = mean;
        _inverseDeviation = inverseDeviation;
    }

    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>1 / deviation; 0 for a feature that does not move.</summary>
    public ReadOnlySpan<float> InverseDeviation => _inverseDeviation;

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

        var inverse = Array.ConvertAll(squares, s => Math.Sqrt(s / rows.Count) is > LeastDeviation and var deviation ? (float)(1 / deviation) : 0f);
        return new FeatureScaling(mean, inverse);
    }

    /// <summary>Writes the standardised features.</summary>
    public void Apply(ReadOnlySpan<float> features, Span<float> scaled)
    {
        for (var i = 0; i < features.Length; i++)
        {
            scaled[i] = (features[i] - _mean[i]) * _inverseDeviation[i];
        }
    }
}
