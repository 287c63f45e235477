namespace MlNetCnn.Datasets;

/// <summary>Images that stay together in a split: those of one group, those with identical files, or a single image.</summary>
internal sealed class SplitUnit
{
    /// <summary>The indices of the images.</summary>
    public List<int> Images { get; } = new(1);

    /// <summary>The split of the images; train until they are assigned.</summary>
    public DatasetSplit Split { get; set; } = DatasetSplit.Train;

    /// <summary>Collects the units of each class; a unit with images of several classes belongs to the most frequent one.</summary>
    /// <param name="images">The images, in a fixed order.</param>
    /// <returns>The units of each class, classes in ordinal order, units in the order of their first images.</returns>
    public static SplitUnit[][] Strata(LabeledImage[] images)
    {
        var joined = new DisjointSets(images.Length);
        foreach (var together in EqualFiles.Find(images).Concat(SameGroup(images)))
        {
            Array.ForEach(together, index => joined.Join(together[0], index));
        }

        var units = new SortedDictionary<int, SplitUnit>();
        for (var index = 0; index < images.Length; index++)
        {
            var first = joined.Find(index);
            (units.TryGetValue(first, out var unit) ? unit : units[first] = new SplitUnit()).Images.Add(index);
        }

        return
        [
            .. units.Values
                .GroupBy(unit => unit.Label(images), StringComparer.Ordinal)
                .OrderBy(stratum => stratum.Key, StringComparer.Ordinal)
                .Select(stratum => stratum.ToArray()),
        ];
    }

    private static IEnumerable<int[]> SameGroup(LabeledImage[] images) => Enumerable.Range(0, images.Length)
        .Where(index => images[index].Group is not null)
        .GroupBy(index => images[index].Group, StringComparer.Ordinal)
        .Select(group => group.ToArray());

    private string Label(LabeledImage[] images) =>
        Images.Count == 1
            ? images[Images[0]].Label
            : ClassBalance.Count(Images.Select(index => images[index])).MaxBy(entry => entry.Value).Key;
}
