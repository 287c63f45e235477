namespace MlNetCnn;

/// <summary>A listing in its three parts.</summary>
/// <param name="Train">The network learns from it; its classes are the classes of the model.</param>
/// <param name="Validation">It steers the training; may be empty.</param>
/// <param name="Test">It is only measured, once, at the end; may be empty.</param>
public sealed record ImageSplit(ImageListing Train, ImageListing Validation, ImageListing Test)
{
    /// <summary>One sentence for a person: who plays which part, and why.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>What a person should know: the warnings of the listing, and classes that a part lacks.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>The files and rows that were left out while listing.</summary>
    public IReadOnlyList<ImageFault> Faults { get; init; } = [];

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

    private SortedDictionary<string, int> Unknown(ImageListing part) =>
        new(
            part.ClassCounts.Where(entry => !Train.ClassCounts.ContainsKey(entry.Key)).ToDictionary(StringComparer.Ordinal),
            StringComparer.Ordinal);
}
