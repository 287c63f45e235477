using System.Security.Cryptography;
using System.Text;

namespace MlNetCnn.Diagnostics;

/// <summary>
/// Checks a set of pictures before anything is trained on it: every file is read and decoded once, in parallel, and some 350 bytes of each are
/// kept, so a set of any size can be audited. Nothing is changed.
/// </summary>
public static class DatasetAudit
{
    /// <summary>Audits a set.</summary>
    /// <remarks>
    /// <para>Copies are found by their bytes (SHA-256) and by what they show (perceptual hash of 256 bits, see
    /// <see cref="AuditOptions.NearDuplicateDistance"/>): copies of another size, quality or format are found, and within a class mirrored ones and
    /// ones turned by right angles too, since in another
    /// class a mirrored sign is another sign; cropped and framed ones are not.
    /// A copy in another part is told of as a leak, one in another class as a conflict.</para>
    /// </remarks>
    /// <param name="listing">The pictures with their classes and parts.</param>
    /// <param name="options">What to look for, or null for the defaults.</param>
    /// <param name="progress">Told of every few pictures, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <returns>What was found; a file that cannot be used is part of it and never an exception.</returns>
    /// <exception cref="MlNetCnnException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<AuditReport> RunAsync(
        ImageDataset listing, AuditOptions? options = null, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(listing);
        options ??= new AuditOptions();
        OptionChecks.Validate(options);
        var survey = new DatasetScan(listing);
        await survey.RunAsync(options, progress, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => Report(survey, options, cancellationToken), cancellationToken).ConfigureAwait(false);
    }

    private static AuditReport Report(DatasetScan survey, AuditOptions options, CancellationToken cancellationToken)
    {
        DuplicateGroup[] duplicates = [.. DuplicateSearch.Exact(survey), .. DuplicateSearch.Near(survey, options.NearDuplicateDistance, cancellationToken)];
        var classes = AuditedClass.Of(survey);
        var records = survey.ReadableIndices.Select(index => survey.Records[index]).ToList();
        return new AuditReport(survey.Listing)
        {
            ContentFingerprint = ContentFingerprint.Of(survey.Listing, [.. survey.Records.Select(record => record.Content)]),
            ReadableCount = records.Count,
            Classes = classes,
            Formats = new SortedDictionary<string, int>(
                records.GroupBy(record => record.Format!).ToDictionary(group => group.Key, group => group.Count()), StringComparer.Ordinal),
            Width = SizeRange.Of(records.Select(record => record.Width)),
            Height = SizeRange.Of(records.Select(record => record.Height)),
            NearDuplicateDistance = options.NearDuplicateDistance,
            Duplicates = duplicates,
            Errors = [.. survey.Listing.Errors, .. survey.Errors.OfType<ImageError>()],
            MlNetDifferences = MlNetDifferences.Of(
                [.. survey.Listing.Select(image => image.Path)], index => survey.Records[index].Traits, index => survey.Errors[index]),
            Findings = new AuditEvidence(survey, options, classes, duplicates).Evaluate(),
        };
    }
}

/// <summary>A number that tells whether a set is still the same, the content of its files included.</summary>
internal static class ContentFingerprint
{
    /// <summary>Hashes relative path, label, part and content of every picture, in ordinal order, paths with <c>/</c>.</summary>
    /// <param name="listing">The pictures.</param>
    /// <param name="contents">The <see cref="ContentHash"/> of each; all zeros for a file that could not be read.</param>
    /// <returns>SHA-256, 64 lower-case hexadecimal digits.</returns>
    public static string Of(ImageDataset listing, IReadOnlyList<ContentHash> contents)
    {
        var lines = listing.Select((image, index) => $"{listing.RelativePath(image)}\0{image.Label}\0{image.Split}\0{Hex(contents[index])}\n").ToArray();
        Array.Sort(lines, StringComparer.Ordinal);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var line in lines)
        {
            hash.AppendData(Encoding.UTF8.GetBytes(line));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static string Hex(in ContentHash content) => $"{content.A:x16}{content.B:x16}{content.C:x16}{content.D:x16}";
}
