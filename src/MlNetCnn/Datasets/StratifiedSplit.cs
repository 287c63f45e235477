namespace MlNetCnn.Datasets;

/// <summary>
/// Divides images into train, validation and test, class by class and group by group; images with identical files stay together too. The order in
/// which they are listed does not matter: they are sorted by relative path, ordinally, first.
/// </summary>
internal static class StratifiedSplit
{
    /// <summary>Divides the images.</summary>
    /// <param name="listing">The dataset of the images.</param>
    /// <param name="images">The images.</param>
    /// <param name="test">The fraction of all images in the test split.</param>
    /// <param name="validation">The fraction of the remaining images in the validation split.</param>
    /// <param name="seed">The seed of the random split.</param>
    /// <returns>The splits, each in ordinal order of relative paths.</returns>
    public static (List<LabeledImage> Train, List<LabeledImage> Validation, List<LabeledImage> Test) Divide(
        ImageDataset listing, IEnumerable<LabeledImage> images, double test, double validation, int seed)
    {
        var sorted = images.Select(image => (Key: listing.RelativePath(image), Image: image)).ToArray();
        Array.Sort(sorted, (a, b) => string.CompareOrdinal(a.Key, b.Key));
        var ordered = Array.ConvertAll(sorted, entry => entry.Image);

        var random = new SeededRandom(seed);
        var strata = SplitUnit.Strata(ordered);
        foreach (var stratum in strata)
        {
            random.Shuffle(stratum.AsSpan());
        }

        // Every class with two or more units is in the test split, but a class may lack validation images.
        Assign(strata, DatasetSplit.Test, test, atLeastOne: true, random);
        Assign(strata, DatasetSplit.Validation, validation, atLeastOne: false, random);
        ReturnLostClasses(strata, ordered);

        var parts = new DatasetSplit[ordered.Length];
        foreach (var unit in strata.SelectMany(stratum => stratum))
        {
            foreach (var index in unit.Images)
            {
                parts[index] = unit.Split;
            }
        }

        return (Of(DatasetSplit.Train), Of(DatasetSplit.Validation), Of(DatasetSplit.Test));

        List<LabeledImage> Of(DatasetSplit part) => [.. ordered.Where((_, index) => parts[index] == part)];
    }

    private static void Assign(SplitUnit[][] strata, DatasetSplit part, double fraction, bool atLeastOne, SeededRandom random)
    {
        if (fraction <= 0)
        {
            return;
        }

        var free = Array.ConvertAll(strata, stratum => Array.FindAll(stratum, unit => unit.Split == DatasetSplit.Train));
        var targets = Apportion(Array.ConvertAll(free, units => units.Sum(unit => unit.Images.Count)), fraction, random);
        for (var i = 0; i < free.Length; i++)
        {
            Take(free[i], part, targets[i], atLeastOne);
        }
    }

    /// <summary>
    /// Returns the number of images from each class so that the total matches the fraction: the integer part of each class's own quota, and
    /// the remaining images from the classes with the largest remainders, with ties broken randomly.
    /// </summary>
    private static int[] Apportion(int[] counts, double fraction, SeededRandom random)
    {
        var quotas = Array.ConvertAll(counts, count => count * fraction);
        var given = Array.ConvertAll(quotas, quota => (int)Math.Floor(quota + 1e-9));
        var requested = (int)Math.Round(counts.Sum(count => (long)count) * fraction, MidpointRounding.AwayFromZero) - given.Sum();

        var order = Enumerable.Range(0, counts.Length).ToArray();
        random.Shuffle(order.AsSpan());
        foreach (var index in order.OrderByDescending(index => Math.Round(quotas[index] - given[index], 9)).Take(Math.Max(0, requested)))
        {
            given[index]++;
        }

        return given;
    }

    private static void Take(SplitUnit[] units, DatasetSplit part, int target, bool atLeastOne)
    {
        var taken = 0;
        var left = units.Length;
        foreach (var unit in units)
        {
            var closer = Math.Abs(taken + unit.Images.Count - target) < Math.Abs(taken - target);
            if (left > 1 && closer)
            {
                unit.Split = part;
                taken += unit.Images.Count;
                left--;
            }
        }

        if (taken == 0 && atLeastOne && units.Length > 1)
        {
            units.MinBy(unit => unit.Images.Count)!.Split = part;
        }
    }

    /// <summary>A group may hold several classes, so train can lose a class with the group of another class; its smallest group is moved back.</summary>
    private static void ReturnLostClasses(SplitUnit[][] strata, LabeledImage[] images)
    {
        var units = strata.SelectMany(stratum => stratum).ToList();
        var kept = Labels(units.Where(unit => unit.Split == DatasetSplit.Train));
        foreach (var lost in Labels(units).Except(kept, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList())
        {
            if (!kept.Contains(lost))
            {
                var back = units
                    .Where(unit => unit.Split != DatasetSplit.Train && unit.Images.Exists(index => images[index].Label == lost))
                    .MinBy(unit => unit.Images.Count)!;
                back.Split = DatasetSplit.Train;
                kept.UnionWith(Labels([back]));
            }
        }

        HashSet<string> Labels(IEnumerable<SplitUnit> some) =>
            some.SelectMany(unit => unit.Images).Select(index => images[index].Label).ToHashSet(StringComparer.Ordinal);
    }
}
