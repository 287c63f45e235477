namespace MlNetCnn;

/// <summary>
/// Finds pictures of a split that are learnt from and measured on, by the bytes of their files alone: cheap where the files are read
/// anyway, and so no substitute for <see cref="DatasetAudit"/>, which finds near copies too.
/// </summary>
internal static class SplitLeaks
{
    /// <summary>Warns of files that are equal byte for byte to one in another part.</summary>
    /// <param name="split">The pictures.</param>
    /// <param name="contents">
    /// The <see cref="ContentHash"/> of each picture of train, then validation, then test; all zeros for one that cannot be used.
    /// </param>
    /// <returns>At most one sentence for a person.</returns>
    public static IEnumerable<string> Warnings(ImageSplit split, IReadOnlyList<ContentHash> contents)
    {
        LabeledImage[] images = [.. split.Train, .. split.Validation, .. split.Test];
        var leaks = ExactCopies.Find(contents)
            .Select(group => new DuplicateGroup(DuplicateKind.Exact, Array.ConvertAll(group, index => images[index])))
            .Where(group => group.AcrossParts)
            .ToList();
        if (leaks.Count > 0)
        {
            var example = leaks[0].Images.DistinctBy(image => image.Part).Take(2).Select(image => $"'{image.Path}'");
            yield return $"{leaks.Count} pictures are in more than one part, byte for byte, so what is measured was learnt from: first "
                + $"{string.Join(" and ", example)}; '{ConsoleTool.Name} datasets audit' names them all, and near copies too";
        }
    }
}
