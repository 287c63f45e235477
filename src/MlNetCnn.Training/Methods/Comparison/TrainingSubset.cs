namespace MlNetCnn.Training;

/// <summary>Makes a split smaller, to see what fewer images cost.</summary>
internal static class TrainingSubset
{
    private const double ValidationFraction = 0.1;

    // Keeps these numbers apart from those of splits and orders, which start from the same seed.
    private const int Stream = 0x73756273;

    /// <summary>Picks images of each class out of those for training and validation; a tenth of them steers.</summary>
    /// <param name="split">The split; its test stays as it is.</param>
    /// <param name="perClass">How many of each class, at least 2; all of a class that has fewer.</param>
    /// <param name="seed">Picks them.</param>
    public static DatasetSplits Take(DatasetSplits split, int perClass, int seed)
    {
        var picked = split.Train.Concat(split.Validation.Where(image => split.Train.ClassCounts.ContainsKey(image.Label)))
            .GroupBy(image => image.Label).OrderBy(group => group.Key, StringComparer.Ordinal)
            .SelectMany((group, place) =>
            {
                LabeledImage[] members = [.. group.OrderBy(image => image.Path, StringComparer.Ordinal)];
                SeededRandom.At(seed, Stream, place).Shuffle<LabeledImage>(members);
                return members.Take(perClass);
            });
        var parts = split.Train.Select(picked, DatasetSplit.Train).Split(test: 0, ValidationFraction, seed);
        return split with
        {
            Train = parts.Train,
            Validation = parts.Validation,
            Explanation = $"{perClass} images of each class: {parts.Train.Count} train, {parts.Validation.Count} validation, {split.Test.Count} test.",
        };
    }
}
