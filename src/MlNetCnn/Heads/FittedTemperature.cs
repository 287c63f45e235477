using System.Numerics.Tensors;

namespace MlNetCnn.Heads;

/// <summary>
/// The divisor of the logits before the softmax that makes the probabilities match the accuracy of a classifier: temperature
/// scaling (Guo et al., "On calibration of modern neural networks", 2017).
/// </summary>
/// <param name="Value">The temperature, 0.05..20; above 1 it makes a classifier less confident.</param>
/// <param name="ImageCount">The number of images that it was fitted on.</param>
/// <param name="Problem">The reason it is unreliable, in a sentence without the period; or null.</param>
[SharedInternal]
internal sealed record FittedTemperature(double Value, int ImageCount, string? Problem)
{
    /// <summary>The maximum temperature; the minimum is its inverse.</summary>
    public const double Max = 20;

    // From this number on, two or three errors more or less change the temperature by about a tenth.
    private const int Enough = 100;

    // After this many halvings, the interval is within rounding error.
    private const int Halvings = 80;

    /// <summary>Fits the temperature with the lowest negative log-likelihood.</summary>
    /// <param name="images">Images that the classifier did not learn from.</param>
    public static FittedTemperature Fit(IReadOnlyList<HeldOutLogits> images) =>
        Fit([.. images.Select(image => image.Logits)], [.. images.Select(image => image.Label)]);

    /// <summary>Fits the temperature with the lowest negative log-likelihood.</summary>
    /// <param name="logits">The logits of images that the classifier did not learn from, one array per image.</param>
    /// <param name="labels">The classes of the images.</param>
    public static FittedTemperature Fit(IReadOnlyList<double[]> logits, IReadOnlyList<int> labels)
    {
        var mistakes = Enumerable.Range(0, logits.Count).Count(i => TensorPrimitives.IndexOfMax<double>(logits[i]) != labels[i]);
        if (mistakes == 0)
        {
            // The likelihood then grows without bound as the temperature decreases.
            return new FittedTemperature(
                1, logits.Count,
                "scores were not calibrated: " + (logits.Count == 0
                    ? "there are no calibration images"
                    : $"none of the {logits.Count} calibration images is misclassified, so the error rate is unknown"));
        }

        // The loss is convex in the inverse of the temperature, so its slope there increases.
        var (low, high) = (1 / Max, Max);
        for (var i = 0; i < Halvings; i++)
        {
            var middle = (low + high) / 2;
            (low, high) = Slope(logits, labels, middle) > 0 ? (low, middle) : (middle, high);
        }

        return new FittedTemperature(
            2 / (low + high), logits.Count, logits.Count < Enough ? $"the temperature is based on only {logits.Count} images and may be inaccurate" : null);
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

    /// <summary>Computes the slope of the negative log-likelihood over the inverse temperature: the mean logit minus the true one.</summary>
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
