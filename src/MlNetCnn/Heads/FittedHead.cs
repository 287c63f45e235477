using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn.Heads;

/// <summary>A classifier over raw features: one or more dense layers with a ReLU between them. The last layer outputs the logits.</summary>
/// <remarks>Immutable, so any number of threads may use it.</remarks>
/// <param name="Layers">The layers, from input to output.</param>
[Experimental("MLNETCNN001")]
public record FittedHead(IReadOnlyList<DenseLayer> Layers)
{
    /// <summary>The number of classes.</summary>
    public int ClassCount => Layers[^1].OutputCount;

    /// <summary>The number of features.</summary>
    public int FeatureCount => Layers[0].InputCount;

    /// <summary>The number of fitted parameters.</summary>
    public long ParameterCount => Layers.Sum(layer => (long)layer.Weights.Length + layer.Bias.Length);

    /// <summary>The divisor of the logits before the softmax, above 0.</summary>
    /// <value>1.</value>
    public double Temperature { get; init; } = 1;

    /// <summary>The accuracy, 0..1, of such heads on held-out rows.</summary>
    /// <value>NaN if it was not measured.</value>
    public double HeldOutAccuracy { get; init; } = double.NaN;

    /// <summary>Computes the logit of each class, not divided by the temperature.</summary>
    /// <param name="features">The <see cref="FeatureCount"/> features of one image.</param>
    public double[] Logits(ReadOnlySpan<float> features)
    {
        var hidden = features;
        foreach (var layer in Layers.SkipLast(1))
        {
            hidden = Array.ConvertAll(layer.Apply(hidden), value => (float)Math.Max(0, value));
        }

        return Layers[^1].Apply(hidden);
    }

    /// <summary>Computes the probability of each class, the softmax of the logits.</summary>
    /// <param name="features">The <see cref="FeatureCount"/> features of one image.</param>
    public float[] Probabilities(ReadOnlySpan<float> features)
    {
        var logits = Logits(features);
        var largest = logits.Max();
        var exponents = Array.ConvertAll(logits, logit => Math.Exp((logit - largest) / Temperature));
        var sum = exponents.Sum();
        return Array.ConvertAll(exponents, exponent => (float)(exponent / sum));
    }

    /// <summary>Creates the classifier of a feature graph and this head, without the temperature.</summary>
    internal OnnxGraph AppendTo(OnnxGraph featureGraph)
    {
        var graph = Layers.SkipLast(1).Aggregate(featureGraph, (front, layer) => GraphEditor.WithHiddenLayer(front, layer.Weights, layer.Bias));
        return GraphEditor.WithLinearHead(graph, Layers[^1].Weights, Layers[^1].Bias);
    }
}
