namespace MlNetCnn;

/// <summary>A linear classifier over raw features: logits = weights * features + bias.</summary>
/// <param name="ClassCount">K.</param>
/// <param name="FeatureLength">F.</param>
/// <param name="Weights">[K, F], row by row.</param>
/// <param name="Bias">[K].</param>
/// <param name="L2">The regularisation it was fitted with.</param>
internal sealed record LinearHead(int ClassCount, int FeatureLength, float[] Weights, float[] Bias, double L2)
{
    /// <summary>The probability of each class, the softmax of the logits.</summary>
    public float[] Probabilities(ReadOnlySpan<float> features)
    {
        var logits = new double[ClassCount];
        for (var k = 0; k < ClassCount; k++)
        {
            logits[k] = System.Numerics.Tensors.TensorPrimitives.Dot(features, Weights.AsSpan(k * FeatureLength, FeatureLength)) + Bias[k];
        }

        var largest = logits.Max();
        var exponents = Array.ConvertAll(logits, logit => Math.Exp(logit - largest));
        var sum = exponents.Sum();
        return Array.ConvertAll(exponents, exponent => (float)(exponent / sum));
    }
}
