namespace MlNetCnn.Datasets;

/// <summary>Warns of images in a split whose files are identical byte for byte.</summary>
internal static class SplitCopies
{
    /// <summary>Warns of copies in several splits and in several classes, and reports those that are in one split.</summary>
    /// <param name="train">The training split.</param>
    /// <param name="validation">The validation split.</param>
    /// <param name="test">The test split.</param>
    /// <returns>The warnings, one sentence each.</returns>
    public static IEnumerable<string> Warnings(ImageDataset train, ImageDataset validation, ImageDataset test)
    {
        LabeledImage[] images = [.. train, .. validation, .. test];
        LabeledImage[][] groups = [.. EqualFiles.Find(images).Select(group => Array.ConvertAll(group, index => images[index]))];
        LabeledImage[][] torn = [.. groups.Where(group => Differ(group, image => image.Split))];
        if (torn.Length > 0)
        {
            var measured = torn.Sum(group => group.Count(image => image.Split == DatasetSplit.Test));
            yield return $"{DisplayText.Count(torn.Sum(group => group.Length), "image")} whose files are identical byte for byte {Are(torn)} in several splits"
                + (measured == 0 ? "" : $", {measured} of them in the test split, which is then measured on training or validation images")
                + $": {Example(torn[0], image => image.Split)}; DatasetAudit lists them all, and near duplicates too";
        }

        if (groups.Length > torn.Length)
        {
            LabeledImage[][] kept = [.. groups.Except(torn)];
            yield return $"{DisplayText.Count(kept.Sum(group => group.Length), "image")} whose files are identical byte for byte {Are(kept)} in one split: "
                + Example(kept[0], image => image.Path);
        }

        LabeledImage[][] contradicting = [.. groups.Where(group => Differ(group, image => image.Label))];
        if (contradicting.Length > 0)
        {
            yield return $"{DisplayText.Count(contradicting.Sum(group => group.Length), "image")} whose files are identical byte for byte "
                + $"{Are(contradicting)} in several classes, of which only one can be right: {Example(contradicting[0], image => image.Label)}";
        }
    }

    private static bool Differ<T>(LabeledImage[] group, Func<LabeledImage, T> trait) => group.Select(trait).Distinct().Skip(1).Any();

    // The plural is always right, because a group has two or more images.
    private static string Are(LabeledImage[][] groups) => groups.Length == 1 ? "are" : $"({groups.Length} different files) are";

    private static string Example<T>(LabeledImage[] group, Func<LabeledImage, T> trait) =>
        $"first {string.Join(" and ", group.DistinctBy(trait).Take(2).Select(image => $"'{image.Path}'"))}";
}
