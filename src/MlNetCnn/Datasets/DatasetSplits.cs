using System.Security.Cryptography;
using System.Text;

namespace MlNetCnn;

/// <summary>A listing in its three parts.</summary>
/// <param name="Train">The network learns from it; its classes are the classes of the model.</param>
/// <param name="Validation">It steers the training; may be empty.</param>
/// <param name="Test">It is only measured, once, at the end; may be empty.</param>
public sealed record DatasetSplits(ImageDataset Train, ImageDataset Validation, ImageDataset Test)
{
    /// <summary>One sentence for a person: who plays which part, and why.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>What a person should know: the warnings of the listing, and classes that a part lacks.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The files and rows that were left out while listing.</summary>
    public IReadOnlyList<ImageError> Errors { get; init; } = [];

    /// <summary>The classes of the model, in ordinal order.</summary>
    public IReadOnlyList<string> ClassNames => Train.ClassNames;

    /// <summary>Labels of <see cref="Test"/> that <see cref="Train"/> lacks, with their numbers of pictures: each counts as wrong.</summary>
    public IReadOnlyDictionary<string, int> UnknownTestLabels => Unknown(Test);

    /// <summary>Labels of <see cref="Validation"/> that <see cref="Train"/> lacks, with their numbers of pictures: they steer nothing.</summary>
    public IReadOnlyDictionary<string, int> UnknownValidationLabels => Unknown(Validation);

    /// <summary>
    /// SHA-256, in hexadecimal, of relative path, label and the part played of every picture: it changes when the set or the split does.
    /// </summary>
    public string Fingerprint => ListingFingerprint.Of(Train, Validation, Test);

    /// <summary>What a person should know of a split that was put together by hand, unless <see cref="Warnings"/> say it already.</summary>
    internal IEnumerable<string> Cautions =>
        new[] { LearnedToo(Validation, "validation"), LearnedToo(Test, "test") }.OfType<string>()
            .Concat(UnknownLabels).Except(Warnings);

    /// <summary>What to know of labels that <see cref="Train"/> lacks.</summary>
    internal IEnumerable<string> UnknownLabels =>
    [
        .. ClassBalance.Unknown(UnknownTestLabels, "test", "count as wrong"),
        .. ClassBalance.Unknown(UnknownValidationLabels, "validation", "steer nothing"),
    ];

    private string? LearnedToo(ImageDataset part, string name)
    {
        var learned = Train.Select(image => Path.GetFullPath(image.Path)).ToHashSet(StringComparer.Ordinal);
        var count = part.Count(image => learned.Contains(Path.GetFullPath(image.Path)));
        return count == 0 ? null : $"{count} of {part.Count} {name} images are trained on too, so what is measured on them says nothing about new images";
    }

    private SortedDictionary<string, int> Unknown(ImageDataset part) =>
        new(
            part.ClassCounts.Where(entry => !Train.ClassCounts.ContainsKey(entry.Key)).ToDictionary(StringComparer.Ordinal),
            StringComparer.Ordinal);
}

/// <summary>A number that tells whether two listings are the same, on whatever machine and in whatever order they were made.</summary>
internal static class ListingFingerprint
{
    /// <summary>
    /// Hashes relative path, label and part of every picture, in ordinal order, paths with <c>/</c>. The content of the files does not count.
    /// </summary>
    /// <param name="listings">The listings, taken together.</param>
    /// <returns>SHA-256, 64 lower-case hexadecimal digits.</returns>
    public static string Of(params IEnumerable<ImageDataset> listings)
    {
        var lines = listings.SelectMany(listing => listing.Select(image => $"{listing.RelativePath(image)}\0{image.Label}\0{image.Split}\n")).ToArray();
        Array.Sort(lines, StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
