namespace MlNetCnn.Cli;

/// <summary>Chooses a few photos of a set that show all of it.</summary>
internal static class PreviewedImages
{
    /// <summary>Chooses photos of the part that is trained on: one of each class in turn, at random within a class.</summary>
    /// <param name="listing">The set.</param>
    /// <param name="count">How many; fewer where there are not as many.</param>
    /// <param name="seed">Decides which.</param>
    public static IReadOnlyList<string> Choose(ImageDataset listing, int count, int seed)
    {
        var shuffled = listing.Where(image => image.Split is DatasetSplit.Train or DatasetSplit.Unassigned).ToArray();
        SeededRandom.At(seed).Shuffle<LabeledImage>(shuffled);
        return
        [
            .. shuffled.GroupBy(image => image.Label, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)
                .SelectMany(group => group.Select((image, turn) => (image.Path, turn)))
                .OrderBy(image => image.turn).Take(count).Select(image => image.Path),
        ];
    }
}
