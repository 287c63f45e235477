namespace MlNetCnn.Datasets;

/// <summary>What a person should know of pictures in a split whose files are equal byte for byte.</summary>
internal static class SplitCopies
{
    /// <summary>Warns of copies in several parts and in several classes, and tells of those that the split kept together.</summary>
    /// <param name="train">The training part.</param>
    /// <param name="validation">The validation part.</param>
    /// <param name="test">The test part.</param>
    /// <returns>Sentences for a person.</returns>
    public static IEnumerable<string> Warnings(ImageDataset train, ImageDataset validation, ImageDataset test)
    {
        LabeledImage[] images = [.. train, .. validation, .. test];
        LabeledImage[][] groups = [.. EqualFiles.Find(images).Select(group => Array.ConvertAll(group, index => images[index]))];
        LabeledImage[][] torn = [.. groups.Where(group => Differ(group, image => image.Split))];
        if (torn.Length > 0)
        {
            var measured = torn.Sum(group => group.Count(image => image.Split == DatasetSplit.Test));
            yield return $"{DisplayText.Count(torn.Sum(group => group.Length), "picture")} whose files are equal byte for byte {Are(torn)} in several parts"
                + (measured == 0 ? "" : $", {measured} of them in the test part, which is then measured on what was learnt")
                + $": {Example(torn[0], image => image.Split)}; DatasetAudit names them all, and near copies too";
        }

        if (groups.Length > torn.Length)
        {
            LabeledImage[][] kept = [.. groups.Except(torn)];
            yield return $"{DisplayText.Count(kept.Sum(group => group.Length), "picture")} whose files are equal byte for byte {Are(kept)} on one side of "
                + "the split: "
                + Example(kept[0], image => image.Path);
        }

        LabeledImage[][] contradicting = [.. groups.Where(group => Differ(group, image => image.Label))];
        if (contradicting.Length > 0)
        {
            yield return $"{DisplayText.Count(contradicting.Sum(group => group.Length), "picture")} whose files are equal byte for byte "
                + $"{Are(contradicting)} in several classes, "
                + $"of which one is right: {Example(contradicting[0], image => image.Label)}";
        }
    }

    private static bool Differ<T>(LabeledImage[] group, Func<LabeledImage, T> trait) => group.Select(trait).Distinct().Skip(1).Any();

    // Groups of two or more are never one picture.
    private static string Are(LabeledImage[][] groups) => groups.Length == 1 ? "are" : $"({groups.Length} different files) are";

    private static string Example<T>(LabeledImage[] group, Func<LabeledImage, T> trait) =>
        $"first {string.Join(" and ", group.DistinctBy(trait).Take(2).Select(image => $"'{image.Path}'"))}";
}
