namespace MlNetCnn.Datasets;

/// <summary>Warns of small, imbalanced and missing classes.</summary>
[SharedInternal]
internal static class ClassBalance
{
    /// <summary>A class with fewer images than this is too small to be learned or measured well.</summary>
    public const int FewImages = 10;

    /// <summary>The ratio between the largest and the smallest class from which accuracy alone is misleading.</summary>
    public const int Imbalance = 100;

    private const int NamesShown = 5;

    /// <summary>Warns of tiny classes and of class imbalance among the training images.</summary>
    /// <param name="images">All images; those assigned to validation or test are not counted.</param>
    /// <returns>The warnings, one sentence each.</returns>
    public static IEnumerable<string> Warnings(IEnumerable<LabeledImage> images)
    {
        var counts = Count(images.Where(image => image.Split is DatasetSplit.Unassigned or DatasetSplit.Train));
        if (counts.Count == 0)
        {
            yield break;
        }

        var single = counts.Where(entry => entry.Value == 1).Select(entry => entry.Key).ToList();
        if (single.Count > 0)
        {
            yield return $"{Names(single)}: only 1 image to train on, so none can be set aside";
        }

        var few = counts.Where(entry => entry.Value is > 1 and < FewImages).Select(entry => $"{entry.Key} ({entry.Value})").ToList();
        if (few.Count > 0)
        {
            yield return $"{Names(few)}: fewer than {FewImages} images to train on";
        }

        var largest = counts.MaxBy(entry => entry.Value);
        var smallest = counts.MinBy(entry => entry.Value);
        if (largest.Value >= (long)Imbalance * smallest.Value)
        {
            yield return $"{largest.Key} has {largest.Value} images and {smallest.Key} {smallest.Value}, {Imbalance} to 1 or more: "
                + "check macro recall (balanced accuracy) and macro F1, not accuracy alone";
        }
    }

    /// <summary>Warns of classes that the training split has and another split lacks.</summary>
    /// <param name="train">The training split.</param>
    /// <param name="other">The other split.</param>
    /// <param name="name">The name of the other split.</param>
    /// <returns>The warnings, one sentence each.</returns>
    public static IEnumerable<string> MissingFrom(ImageDataset train, ImageDataset other, string name)
    {
        if (other.Count == 0)
        {
            yield return $"the {name} split is empty: there are too few images to set some aside";
            yield break;
        }

        var missing = train.ClassNames.Where(label => !other.ClassCounts.ContainsKey(label)).ToList();
        if (missing.Count > 0)
        {
            yield return $"{Names(missing)}: no image in the {name} split";
        }
    }

    /// <summary>Warns of classes that a split has and the training split lacks.</summary>
    /// <param name="unknown">The classes and their image counts.</param>
    /// <param name="name">The name of the split.</param>
    /// <param name="effect">The effect on these images.</param>
    /// <returns>The warnings, one sentence each.</returns>
    public static IEnumerable<string> Unknown(IReadOnlyDictionary<string, int> unknown, string name, string effect)
    {
        if (unknown.Count > 0)
        {
            var names = unknown.Select(entry => $"{entry.Key} ({entry.Value})").ToList();
            yield return $"{Names(names)}: found only in the {name} split and never learned; these images {effect}";
        }
    }

    /// <summary>Counts the images of each class.</summary>
    /// <param name="images">The images.</param>
    /// <returns>The classes in ordinal order with their image counts.</returns>
    public static SortedDictionary<string, int> Count(IEnumerable<LabeledImage> images)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var image in images)
        {
            counts[image.Label] = counts.GetValueOrDefault(image.Label) + 1;
        }

        return new SortedDictionary<string, int>(counts, StringComparer.Ordinal);
    }

    /// <summary>Lists the first few names of many.</summary>
    /// <param name="names">All names.</param>
    /// <returns>The first five names, and the number of those left out.</returns>
    public static string Names(IReadOnlyList<string> names) =>
        names.Count <= NamesShown
            ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(NamesShown))} and {names.Count - NamesShown} more";
}
