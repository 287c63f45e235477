using System.Globalization;

namespace MlNetCnn.Diagnostics;

/// <summary>Findings on single pictures: odd sizes, and what a stock ML.NET application sees otherwise.</summary>
internal static class ImageRules
{
    private static readonly string Normalize = "nothing for MlNetCnn; for a plain ML.NET application, ImageNormalizer writes copies on which both agree";

    /// <summary>Judges.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <returns>The findings.</returns>
    public static IEnumerable<AuditFinding> Apply(AuditEvidence evidence) => Sizes(evidence).Concat(Traits(evidence)).OfType<AuditFinding>();

    private static IEnumerable<AuditFinding?> Sizes(AuditEvidence evidence)
    {
        var options = evidence.Options;
        yield return Finding(
            evidence, AuditSeverity.Note, "SMALL", record => Math.Min(record.Width, record.Height) < options.MinSide,
            $"a short side below {options.MinSide} pixels", "look whether the class can be told at that size");
        yield return Finding(
            evidence, AuditSeverity.Note, "LONG", record =>
                Math.Max(record.Width, record.Height) > options.MaxAspectRatio * Math.Min(record.Width, record.Height),
            string.Create(CultureInfo.InvariantCulture, $"one side more than {options.MaxAspectRatio:0.##} times as long as the other"),
            "a crop to the middle loses most of it: try Resize pad");

        long[] pixels = [.. evidence.Survey.ReadableIndices.Select(index => evidence.Survey.Records[index].Pixels).Order()];
        var limit = pixels.Length == 0 ? 0 : options.MaxSizeRatio * pixels[pixels.Length / 2];
        yield return Finding(
            evidence, AuditSeverity.Note, "LARGE", record => record.Pixels > limit,
            string.Create(CultureInfo.InvariantCulture, $"more than {options.MaxSizeRatio:0.##} times the pixels of the median"),
            "look whether it belongs to the set");
    }

    private static IEnumerable<AuditFinding?> Traits(AuditEvidence evidence)
    {
        yield return Finding(
            evidence, AuditSeverity.Warning, "FULLY_TRANSPARENT", record => record.Traits.HasFlag(ImageTraits.FullyTransparent),
            "nothing to see, every pixel is transparent", "replace or remove them");
        yield return Finding(
            evidence, AuditSeverity.Warning, "ORIENTED", record => record.Traits.HasFlag(ImageTraits.Oriented),
            "turned by an EXIF orientation, which a stock ML.NET application ignores", Normalize);
        yield return Finding(
            evidence, AuditSeverity.Warning, "TRANSPARENT", record =>
                (record.Traits & (ImageTraits.Transparent | ImageTraits.FullyTransparent)) == ImageTraits.Transparent,
            "transparent pixels, which a stock ML.NET application shows on black", Normalize);
        yield return Finding(
            evidence, AuditSeverity.Note, "SCALED", record => record.Traits.HasFlag(ImageTraits.ScaledDecode),
            "so large that it is shrunk while it is decoded, where a stock ML.NET application sees nearly the same, slowly", Normalize);
        yield return Finding(
            evidence, AuditSeverity.Warning, "TRUNCATED", record => record.Traits.HasFlag(ImageTraits.Truncated),
            "a file that ends early, used as far as it goes", "fetch or export them again");
        yield return Finding(
            evidence, AuditSeverity.Note, "WRONG_EXTENSION", record => record.Traits.HasFlag(ImageTraits.WrongExtension),
            "another format than the name says", "rename them; they are decoded all the same");
    }

    private static AuditFinding? Finding(
        AuditEvidence evidence, AuditSeverity severity, string code, Func<ImageRecord, bool> condition, string problem, string fix)
    {
        var paths = evidence.Paths(condition);
        return paths.Count == 0 ? null : new AuditFinding(severity, code, paths.Count, $"{problem}: {ClassBalance.Images(paths.Count)}", fix) { Paths = paths };
    }
}
