namespace MlNetCnn.Datasets;

/// <summary>What the sizes of the classes warn of.</summary>
[SharedInternal]
internal static class ClassBalance
{
    /// <summary>Fewer pictures than this are too few to learn or to measure a class well.</summary>
    public const int FewImages = 10;

    /// <summary>From this many pictures of the largest class for one of the smallest on, accuracy alone misleads.</summary>
    public const int Imbalance = 100;

    private const int NamesShown = 5;

    /// <summary>Warns of tiny classes and of imbalance among the pictures that can be learnt from.</summary>
    /// <param name="images">All pictures; those assigned to validation or test do not count.</param>
    /// <returns>Sentences for a person.</returns>
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
            yield return $"{Names(single)}: only 1 picture to learn from, so none can be set aside";
        }

        var few = counts.Where(entry => entry.Value is > 1 and < FewImages).Select(entry => $"{entry.Key} ({entry.Value})").ToList();
        if (few.Count > 0)
        {
            yield return $"{Names(few)}: fewer than {FewImages} pictures to learn from";
        }

        var largest = counts.MaxBy(entry => entry.Value);
        var smallest = counts.MinBy(entry => entry.Value);
        if (largest.Value >= (long)Imbalance * smallest.Value)
        {
            yield return $"{largest.Key} has {largest.Value} pictures and {smallest.Key} {smallest.Value}, {Imbalance} to 1 or more: "
                + "look at macro recall (balanced accuracy) and macro F1, not at accuracy alone";
        }
    }

    /// <summary>Warns of classes that the training part has and another part lacks.</summary>
    /// <param name="train">The training part.</param>
    /// <param name="other">The other part.</param>
    /// <param name="name">The name of the other part.</param>
    /// <returns>Sentences for a person.</returns>
    public static IEnumerable<string> MissingFrom(ImageDataset train, ImageDataset other, string name)
    {
        if (other.Count == 0)
        {
            yield return $"the {name} part is empty: there are too few pictures to set some aside";
            yield break;
        }

        var missing = train.ClassNames.Where(label => !other.ClassCounts.ContainsKey(label)).ToList();
        if (missing.Count > 0)
        {
            yield return $"{Names(missing)}: no picture in the {name} part";
        }
    }

    /// <summary>Warns of classes that a part has and the training part lacks.</summary>
    /// <param name="unknown">The classes and their numbers of pictures.</param>
    /// <param name="name">The name of the part.</param>
    /// <param name="effect">What that means for these pictures.</param>
    /// <returns>Sentences for a person.</returns>
    public static IEnumerable<string> Unknown(IReadOnlyDictionary<string, int> unknown, string name, string effect)
    {
        if (unknown.Count > 0)
        {
            var names = unknown.Select(entry => $"{entry.Key} ({entry.Value})").ToList();
            yield return $"{Names(names)}: seen only in the {name} part, never learnt; these pictures {effect}";
        }
    }

    /// <summary>Counts the pictures of each class.</summary>
    /// <param name="images">The pictures.</param>
    /// <returns>Classes in ordinal order with their numbers of pictures.</returns>
    public static SortedDictionary<string, int> Count(IEnumerable<LabeledImage> images)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var image in images)
        {
            counts[image.Label] = counts.GetValueOrDefault(image.Label) + 1;
        }

        return new SortedDictionary<string, int>(counts, StringComparer.Ordinal);
    }

    /// <summary>A number of pictures in words.</summary>
    /// <param name="count">How many there are.</param>
    /// <returns>For example <c>1 picture</c>.</returns>
    public static string Images(int count) => count == 1 ? "1 picture" : $"{count} pictures";

    /// <summary>Names a few of many.</summary>
    /// <param name="names">All names.</param>
    /// <returns>The first five, and how many more there are.</returns>
    public static string Names(IReadOnlyList<string> names) =>
        names.Count <= NamesShown
            ? string.Join(", ", names)
            : $"{string.Join(", ", names.Take(NamesShown))} and {names.Count - NamesShown} more";
}
