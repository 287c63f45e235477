namespace MlNetCnn.Heads;

/// <summary>A linear classifier over raw features: logits = weights * features + bias.</summary>
/// <param name="ClassCount">K.</param>
/// <param name="FeatureCount">F.</param>
/// <param name="Weights">[K, F], row by row.</param>
/// <param name="Bias">[K].</param>
/// <param name="L2">The regularisation it was fitted with.</param>
internal sealed record LinearHead(int ClassCount, int FeatureCount, float[] Weights, float[] Bias, double L2)
{
    /// <summary>What logits are divided by before the softmax, above 0.</summary>
    /// <value>1.</value>
    public double Temperature { get; init; } = 1;

    /// <summary>The share of rows, 0..1, that heads with this regularisation got right and were not fitted on.</summary>
    /// <value>Not a number where none was measured.</value>
    public double HeldOutAccuracy { get; init; } = double.NaN;

    /// <summary>The logit of each class, not divided by the temperature.</summary>
    public double[] Logits(ReadOnlySpan<float> features)
    {
        var logits = new double[ClassCount];
        for (var k = 0; k < ClassCount; k++)
        {
            logits[k] = System.Numerics.Tensors.TensorPrimitives.Dot(features, Weights.AsSpan(k * FeatureCount, FeatureCount)) + Bias[k];
        }

        return logits;
    }

    /// <summary>The probability of each class, the softmax of the logits.</summary>
    public float[] Probabilities(ReadOnlySpan<float> features)
    {
        var logits = Logits(features);
        var largest = logits.Max();
        var exponents = Array.ConvertAll(logits, logit => Math.Exp((logit - largest) / Temperature));
        var sum = exponents.Sum();
        return Array.ConvertAll(exponents, exponent => (float)(exponent / sum));
    }
}
