using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn.Heads;

/// <summary>A classifier over raw features: one or more dense layers, with a ReLU between two of them. The last one gives the logits.</summary>
/// <remarks>Immutable, so any number of threads may use it.</remarks>
/// <param name="Layers">The layers, in the order in which features pass them.</param>
[Experimental("MLNETCNN001")]
public record FittedHead(IReadOnlyList<DenseLayer> Layers)
{
    /// <summary>Number of classes.</summary>
    public int ClassCount => Layers[^1].OutputCount;

    /// <summary>Length of the features.</summary>
    public int FeatureCount => Layers[0].InputCount;

    /// <summary>Numbers that were fitted.</summary>
    public long ParameterCount => Layers.Sum(layer => (long)layer.Weights.Length + layer.Bias.Length);

    /// <summary>The divisor of the logits in front of the softmax, above 0.</summary>
    /// <value>1.</value>
    public double Temperature { get; init; } = 1;

    /// <summary>The accuracy, 0..1, of such heads on rows that they were not fitted on.</summary>
    /// <value>Not a number where none was measured.</value>
    public double HeldOutAccuracy { get; init; } = double.NaN;

    /// <summary>The logit of each class, not divided by the temperature.</summary>
    /// <param name="features">Features of one image, <see cref="FeatureCount"/> of them.</param>
    public double[] Logits(ReadOnlySpan<float> features)
    {
        var hidden = features;
        foreach (var layer in Layers.SkipLast(1))
        {
            hidden = Array.ConvertAll(layer.Apply(hidden), value => (float)Math.Max(0, value));
        }

        return Layers[^1].Apply(hidden);
    }

    /// <summary>The probability of each class, the softmax of the logits.</summary>
    /// <param name="features">Features of one image, <see cref="FeatureCount"/> of them.</param>
    public float[] Probabilities(ReadOnlySpan<float> features)
    {
        var logits = Logits(features);
        var largest = logits.Max();
        var exponents = Array.ConvertAll(logits, logit => Math.Exp((logit - largest) / Temperature));
        var sum = exponents.Sum();
        return Array.ConvertAll(exponents, exponent => (float)(exponent / sum));
    }

    /// <summary>The classifier of a feature graph and this head, without the temperature.</summary>
    internal OnnxGraph AppendTo(OnnxGraph featureGraph)
    {
        var graph = Layers.SkipLast(1).Aggregate(featureGraph, (front, layer) => GraphEditor.WithHiddenLayer(front, layer.Weights, layer.Bias));
        return GraphEditor.WithLinearHead(graph, Layers[^1].Weights, Layers[^1].Bias);
    }
}
