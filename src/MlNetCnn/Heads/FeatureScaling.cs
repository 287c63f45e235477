namespace MlNetCnn.Heads;

/// <summary>
/// Standardizes features by the statistics of the training rows: x' = (x - mean) * scale, with one mean per feature, and
/// one common scale, the inverse of the standard deviation over all features.
/// </summary>
/// <remarks>
/// A common deviation, because one per feature would amplify the channels of a CNN that are rarely active to the level of the informative
/// ones. On 39 small tasks sampled from training images of flowers (two or five classes, 40 to 120 images each, evaluated on the
/// remaining training images), a common deviation had a lower log-loss than one per feature (0.135 against 0.143 on pairs) and equaled
/// the compromise, Pareto scaling (van den Berg et al. 2006), which needs a scale per feature.
/// </remarks>
internal sealed class FeatureScaling
{
    private readonly float[] _mean;

    private FeatureScaling(float[] mean, float scale)
    {
        _mean = mean;
        Scale = scale;
    }

    /// <summary>The mean of each feature.</summary>
    public ReadOnlySpan<float> Mean => _mean;

    /// <summary>The inverse of the common standard deviation; 1 if all features are constant.</summary>
    public float Scale { get; }

    /// <summary>Computes the mean and deviation over <paramref name="rows"/> of the table, in double precision.</summary>
    /// <param name="table">The features.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="featureCount">The number of original features if the table holds them projected to fewer columns; otherwise null.</param>
    public static FeatureScaling Fit(FeatureTable table, IReadOnlyList<int> rows, int? featureCount = null)
    {
        var sum = new double[table.Length];
        foreach (var row in rows)
        {
            var features = table.Row(row);
            for (var i = 0; i < features.Length; i++)
            {
                sum[i] += features[i];
            }
        }

        var mean = Array.ConvertAll(sum, s => (float)(s / rows.Count));
        var squares = 0.0;
        foreach (var row in rows)
        {
            squares += Math.Pow(System.Numerics.Tensors.TensorPrimitives.Distance(table.Row(row), mean), 2);
        }

        var deviation = Math.Sqrt(squares / ((double)rows.Count * (featureCount ?? table.Length)));
        return new FeatureScaling(mean, deviation > 0 ? (float)(1 / deviation) : 1);
    }

    /// <summary>Writes the standardized features.</summary>
    public void Apply(ReadOnlySpan<float> features, Span<float> scaled)
    {
        System.Numerics.Tensors.TensorPrimitives.Subtract(features, _mean, scaled);
        System.Numerics.Tensors.TensorPrimitives.Multiply(scaled, Scale, scaled);
    }
}
