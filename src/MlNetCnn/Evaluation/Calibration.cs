namespace MlNetCnn.Evaluation;

/// <summary>
/// How the scores of a classifier were calibrated: its logits are divided by a temperature that fits images it did not learn from (Guo et
/// al., "On calibration of modern neural networks", 2017). The division is in the network, so every application has it. Which class is
/// the most probable does not change.
/// </summary>
/// <param name="Temperature">The temperature, 0.05..20; above 1 it made the classifier less sure, below 1 more.</param>
/// <param name="ImageCount">Images that it was fitted on.</param>
/// <param name="Before">How the scores were on the test images without it, or null where there are none.</param>
/// <param name="After">How they are, or null where there are no test images.</param>
public sealed record Calibration(double Temperature, int ImageCount, ReliabilityDiagram? Before, ReliabilityDiagram? After)
{
    /// <summary>What a temperature did to the scores of the test images.</summary>
    /// <param name="temperature">The temperature.</param>
    /// <param name="test">The test images with the scores that they have now.</param>
    internal static Calibration Of(FittedTemperature temperature, IReadOnlyList<ScoredImage> test) => new(
        temperature.Value,
        temperature.ImageCount,
        test.Count == 0 ? null : ReliabilityDiagram.Create(test.Select(image => image with { Probabilities = Raise(image.Probabilities, temperature.Value) })),
        test.Count == 0 ? null : ReliabilityDiagram.Create(test));

    // Dividing logits takes the root of probabilities, up to a factor that all share; this undoes it.
    private static float[] Raise(IReadOnlyList<float> probabilities, double power)
    {
        var raised = probabilities.Select(probability => Math.Pow(probability, power)).ToArray();
        var sum = raised.Sum();
        return Array.ConvertAll(raised, value => (float)(value / sum));
    }
}
