namespace MlNetCnn.Inference;

/// <summary>Labels as distributions over the classes.</summary>
[SharedInternal]
internal static class SoftLabels
{
    /// <summary>Writes one row for each label.</summary>
    /// <param name="labels">The classes, 0 to <paramref name="classCount"/> - 1.</param>
    /// <param name="classCount">Classes there are.</param>
    /// <param name="smoothing">
    /// What is taken from the label and given to all classes alike, 0..1 (Szegedy et al., "Rethinking the Inception architecture", 2016).
    /// </param>
    /// <param name="targets">[labels, classes], float32.</param>
    public static void Write(ReadOnlySpan<int> labels, int classCount, double smoothing, Span<float> targets)
    {
        targets[..(labels.Length * classCount)].Fill((float)(smoothing / classCount));
        for (var row = 0; row < labels.Length; row++)
        {
            targets[(row * classCount) + labels[row]] += (float)(1 - smoothing);
        }
    }
}
