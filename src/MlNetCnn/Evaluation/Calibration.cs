namespace MlNetCnn.Evaluation;

/// <summary>
/// Describes the calibration of a classifier: its logits are divided by a temperature fitted on images that it did not learn from (Guo et
/// al., "On calibration of modern neural networks", 2017). The division is part of the network, so it works in every application. The most
/// probable class does not change.
/// </summary>
/// <param name="Temperature">The temperature, 0.05..20; above 1 it made the classifier less confident, below 1 more confident.</param>
/// <param name="ImageCount">The number of images that it was fitted on.</param>
/// <param name="Before">The reliability of the scores on the test images without it, or null if there are no test images.</param>
/// <param name="After">The reliability with it, or null if there are no test images.</param>
public sealed record Calibration(double Temperature, int ImageCount, ReliabilityDiagram? Before, ReliabilityDiagram? After)
{
    /// <summary>Measures the effect of a temperature on the scores of the test images.</summary>
    /// <param name="temperature">The temperature.</param>
    /// <param name="test">The test images with their calibrated scores.</param>
    internal static Calibration Of(FittedTemperature temperature, IReadOnlyList<ScoredImage> test) => new(
        temperature.Value,
        temperature.ImageCount,
        test.Count == 0 ? null : ReliabilityDiagram.Create(test.Select(image => image with { Probabilities = Raise(image.Probabilities, temperature.Value) })),
        test.Count == 0 ? null : ReliabilityDiagram.Create(test));

    // Dividing logits takes the root of the probabilities, up to a common factor; this reverses it.
    private static float[] Raise(IReadOnlyList<float> probabilities, double power)
    {
        var raised = probabilities.Select(probability => Math.Pow(probability, power)).ToArray();
        var sum = raised.Sum();
        return Array.ConvertAll(raised, value => (float)(value / sum));
    }
}
