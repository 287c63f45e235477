using System.Security.Cryptography;
using System.Text;

namespace MlNetCnn;

/// <summary>A dataset divided into training, validation and test images.</summary>
/// <param name="Train">The training images; their classes are the classes of the model.</param>
/// <param name="Validation">The validation images; they select the best epoch. May be empty.</param>
/// <param name="Test">The test images, measured once, at the end. May be empty.</param>
public sealed record DatasetSplits(ImageDataset Train, ImageDataset Validation, ImageDataset Test)
{
    /// <summary>One sentence that explains which images are in which split, and why.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>The warnings of the dataset, and those about classes that a split lacks.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The files and rows that were left out while listing.</summary>
    public IReadOnlyList<ImageError> Errors { get; init; } = [];

    /// <summary>The classes of the model, in ordinal order.</summary>
    public IReadOnlyList<string> ClassNames => Train.ClassNames;

    /// <summary>Labels of <see cref="Test"/> that <see cref="Train"/> lacks, with image counts; these images count as wrong.</summary>
    public IReadOnlyDictionary<string, int> UnknownTestLabels => Unknown(Test);

    /// <summary>Labels of <see cref="Validation"/> that <see cref="Train"/> lacks, with image counts; these images are ignored in validation.</summary>
    public IReadOnlyDictionary<string, int> UnknownValidationLabels => Unknown(Validation);

    /// <summary>
    /// SHA-256, in hexadecimal, of the relative path, label and split of every image; it changes when the dataset or the split changes.
    /// </summary>
    public string Fingerprint => ListingFingerprint.Of(Train, Validation, Test);

    /// <summary>Warnings about a split that was put together by hand, except those already in <see cref="Warnings"/>.</summary>
    internal IEnumerable<string> Cautions =>
        new[] { LearnedToo(Validation, "validation"), LearnedToo(Test, "test") }.OfType<string>()
            .Concat(UnknownLabels).Except(Warnings);

    /// <summary>Warnings about labels that <see cref="Train"/> lacks.</summary>
    internal IEnumerable<string> UnknownLabels =>
    [
        .. ClassBalance.Unknown(UnknownTestLabels, "test", "count as wrong"),
        .. ClassBalance.Unknown(UnknownValidationLabels, "validation", "are ignored in validation"),
    ];

    private string? LearnedToo(ImageDataset part, string name)
    {
        var learned = Train.Select(image => Path.GetFullPath(image.Path)).ToHashSet(StringComparer.Ordinal);
        var count = part.Count(image => learned.Contains(Path.GetFullPath(image.Path)));
        return count == 0 ? null : $"{count} of {part.Count} {name} images are also training images, so results on them say nothing about new images";
    }

    private SortedDictionary<string, int> Unknown(ImageDataset part) =>
        new(
            part.ClassCounts.Where(entry => !Train.ClassCounts.ContainsKey(entry.Key)).ToDictionary(StringComparer.Ordinal),
            StringComparer.Ordinal);
}

/// <summary>Computes the hash that shows whether two datasets are the same, on any machine and in any order of the images.</summary>
internal static class ListingFingerprint
{
    /// <summary>
    /// Hashes the relative path, label and split of every image, in ordinal order, with <c>/</c> in paths. The content of the files does not count.
    /// </summary>
    /// <param name="listings">The datasets, hashed together.</param>
    /// <returns>SHA-256 as 64 lowercase hexadecimal digits.</returns>
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
