namespace MlNetCnn.Cli;

/// <summary>Chooses a few images that represent a dataset.</summary>
internal static class PreviewedImages
{
    /// <summary>Chooses images of the training split: one of each class in turn, at random within a class.</summary>
    /// <param name="listing">The dataset.</param>
    /// <param name="count">The maximum number of images.</param>
    /// <param name="seed">The random seed.</param>
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
