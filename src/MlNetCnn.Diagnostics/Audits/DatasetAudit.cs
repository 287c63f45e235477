using System.Security.Cryptography;
using System.Text;

namespace MlNetCnn.Diagnostics;

/// <summary>
/// Checks an image dataset before anything is trained on it. Every file is read and decoded once, in parallel, and about 350 bytes are
/// stored per image, so a dataset of any size can be audited. No file is changed.
/// </summary>
public static class DatasetAudit
{
    /// <summary>Audits a dataset.</summary>
    /// <remarks>
    /// <para>Duplicates are found by content (SHA-256) and by appearance (256-bit perceptual hash, see
    /// <see cref="AuditOptions.NearDuplicateDistance"/>). Near duplicates include copies in another size, quality or format and, within a class,
    /// mirrored copies and copies rotated by multiples of 90 degrees. Mirrored or rotated copies in different classes are not reported, because a
    /// mirrored sign can be a different sign. Cropped and framed copies are not found.
    /// A copy in another split is reported as a leak, a copy in another class as a conflict.</para>
    /// </remarks>
    /// <param name="listing">The images with their classes and splits.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <param name="progress">Receives a report every few images, or null.</param>
    /// <param name="cancellationToken">Cancels the audit.</param>
    /// <returns>The results; a file that cannot be used is part of the report and never causes an exception.</returns>
    /// <exception cref="MlNetCnnException">An option is out of range.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
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

/// <summary>Computes a fingerprint that changes when a dataset changes, including the content of its files.</summary>
internal static class ContentFingerprint
{
    /// <summary>Hashes the relative path (with <c>/</c> as the separator), label, split and content of every image, in ordinal order.</summary>
    /// <param name="listing">The images.</param>
    /// <param name="contents">The <see cref="ContentHash"/> of each image; all zeros for a file that could not be read.</param>
    /// <returns>SHA-256, 64 lowercase hexadecimal digits.</returns>
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
