using System.Numerics.Tensors;

namespace MlNetCnn.Heads;

/// <summary>
/// The number by which logits are divided before the softmax, so that probabilities tell how often a classifier is right: temperature
/// scaling (Guo et al., "On calibration of modern neural networks", 2017).
/// </summary>
/// <param name="Value">The temperature, 0.05..20; above 1 it makes a classifier less sure.</param>
/// <param name="ImageCount">Images that it was fitted on.</param>
/// <param name="Problem">Why it is not, or hardly, to be trusted, in a sentence without its full stop; or null.</param>
[SharedInternal]
internal sealed record FittedTemperature(double Value, int ImageCount, string? Problem)
{
    /// <summary>The highest temperature, and one over the lowest.</summary>
    public const double Max = 20;

    // Two or three mistakes more or less then move the temperature by a tenth or so.
    private const int Enough = 100;

    // Halving so often leaves nothing of the interval but rounding.
    private const int Halvings = 80;

    /// <summary>Fits the temperature with the least negative log-likelihood.</summary>
    /// <param name="images">Images that the classifier did not learn from.</param>
    public static FittedTemperature Fit(IReadOnlyList<HeldOutLogits> images) =>
        Fit([.. images.Select(image => image.Logits)], [.. images.Select(image => image.Label)]);

    /// <summary>Fits the temperature with the least negative log-likelihood.</summary>
    /// <param name="logits">The logits of images that the classifier did not learn from, one array per image.</param>
    /// <param name="labels">Their classes.</param>
    public static FittedTemperature Fit(IReadOnlyList<double[]> logits, IReadOnlyList<int> labels)
    {
        var mistakes = Enumerable.Range(0, logits.Count).Count(i => TensorPrimitives.IndexOfMax<double>(logits[i]) != labels[i]);
        if (mistakes == 0)
        {
            // The likelihood then grows without end as the temperature falls.
            return new FittedTemperature(
                1, logits.Count,
                "scores were not calibrated: " + (logits.Count == 0
                    ? "there are no images to do it on"
                    : $"of the {logits.Count} images to do it on none is classified wrong, so they do not tell how often the model is"));
        }

        // The loss is convex in one over the temperature, and its slope there rises.
        var (low, high) = (1 / Max, Max);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Slope(logits, labels, middle) > 0 ? (low, middle) : (middle, high);
        }

        return new FittedTemperature(
            2 / (low + high), logits.Count, logits.Count < Enough ? $"the temperature rests on {logits.Count} images alone and may be off" : null);
    }

    /// <summary>Divides the logits of a classifier by the temperature, unless it is 1.</summary>
    /// <param name="graph">The classifier; changed in place.</param>
    public void BakeInto(OnnxGraph graph)
    {
        if (Value != 1)
        {
            GraphEditor.DivideLogits(graph, Value);
        }
    }

    /// <summary>The slope of the negative log-likelihood over the inverse temperature: by how much the mean logit exceeds the true one.</summary>
    private static double Slope(IReadOnlyList<double[]> logits, IReadOnlyList<int> labels, double inverse)
    {
        var slope = 0.0;
        for (var i = 0; i < logits.Count; i++)
        {
            var largest = logits[i].Max();
            var (sum, mean) = (0.0, 0.0);
            foreach (var logit in logits[i])
            {
                var weight = Math.Exp(inverse * (logit - largest));
                sum += weight;
                mean += weight * logit;
            }

            slope += (mean / sum) - logits[i][labels[i]];
        }

        return slope;
    }
}
