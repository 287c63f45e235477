namespace MlNetCnn.Training;

/// <summary>Reduces a split, to measure the effect of fewer images.</summary>
internal static class TrainingSubset
{
    private const double ValidationFraction = 0.1;

    // Separates this random stream from those of splits and orders, which use the same seed.
    private const int Stream = 0x73756273;

    /// <summary>Selects images of each class from those for training and validation; a tenth of them are for validation.</summary>
    /// <param name="split">The split; its test images stay unchanged.</param>
    /// <param name="perClass">The number of images of each class, at least 2; all images of a class that has fewer.</param>
    /// <param name="seed">The seed of the selection.</param>
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
        var (train, validation) = split.Train.Divide(picked, ValidationFraction, seed);
        return split with
        {
            Train = train,
            Validation = validation,
            Explanation = $"{perClass} images of each class: {train.Count} train, {validation.Count} validation, {split.Test.Count} test.",
        };
    }
}
