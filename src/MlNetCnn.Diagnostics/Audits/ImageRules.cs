using System.Globalization;

namespace MlNetCnn.Diagnostics;

/// <summary>Finds problems with single images: unusual sizes, and differences from the decoding of plain ML.NET.</summary>
internal static class ImageRules
{
    private static readonly string Normalize = "none for MlNetCnn; for a plain ML.NET application, write copies that both decode alike with ImageNormalizer";

    /// <summary>Applies the rules.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <returns>The findings.</returns>
    public static IEnumerable<AuditFinding> Apply(AuditEvidence evidence) => Sizes(evidence).Concat(Traits(evidence)).OfType<AuditFinding>();

    private static IEnumerable<AuditFinding?> Sizes(AuditEvidence evidence)
    {
        var options = evidence.Options;
        yield return Finding(
            evidence, AuditSeverity.Note, "SMALL", record => Math.Min(record.Width, record.Height) < options.MinSide,
            $"a short side below {options.MinSide} pixels", "check whether the class is recognizable at that size");
        yield return Finding(
            evidence, AuditSeverity.Note, "LONG", record =>
                Math.Max(record.Width, record.Height) > options.MaxAspectRatio * Math.Min(record.Width, record.Height),
            string.Create(CultureInfo.InvariantCulture, $"one side more than {options.MaxAspectRatio:0.##} times as long as the other"),
            "a center crop loses most of the image: try Resize pad");

        long[] pixels = [.. evidence.Survey.ReadableIndices.Select(index => evidence.Survey.Records[index].Pixels).Order()];
        var limit = pixels.Length == 0 ? 0 : options.MaxSizeRatio * pixels[pixels.Length / 2];
        yield return Finding(
            evidence, AuditSeverity.Note, "LARGE", record => record.Pixels > limit,
            string.Create(CultureInfo.InvariantCulture, $"more than {options.MaxSizeRatio:0.##} times the median pixel count"),
            "check whether it belongs to the dataset");
    }

    private static IEnumerable<AuditFinding?> Traits(AuditEvidence evidence)
    {
        yield return Finding(
            evidence, AuditSeverity.Warning, "FULLY_TRANSPARENT", record => record.Traits.HasFlag(ImageTraits.FullyTransparent),
            "every pixel is transparent", "replace or remove them");
        yield return Finding(
            evidence, AuditSeverity.Warning, "ORIENTED", record => record.Traits.HasFlag(ImageTraits.Oriented),
            "rotated by an EXIF orientation, which a plain ML.NET application ignores", Normalize);
        yield return Finding(
            evidence, AuditSeverity.Warning, "TRANSPARENT", record =>
                (record.Traits & (ImageTraits.Transparent | ImageTraits.FullyTransparent)) == ImageTraits.Transparent,
            "transparent pixels, which a plain ML.NET application shows as black", Normalize);
        yield return Finding(
            evidence, AuditSeverity.Note, "SCALED", record => record.Traits.HasFlag(ImageTraits.ScaledDecode),
            "so large that it is scaled while decoding; a plain ML.NET application sees nearly the same, but slowly", Normalize);
        yield return Finding(
            evidence, AuditSeverity.Warning, "TRUNCATED", record => record.Traits.HasFlag(ImageTraits.Truncated),
            "the file is truncated; it is decoded up to the break", "download or export them again");
        yield return Finding(
            evidence, AuditSeverity.Note, "WRONG_EXTENSION", record => record.Traits.HasFlag(ImageTraits.WrongExtension),
            "the format does not match the file extension", "rename them; they are decoded anyway");
    }

    private static AuditFinding? Finding(
        AuditEvidence evidence, AuditSeverity severity, string code, Func<ImageRecord, bool> condition, string problem, string fix)
    {
        var paths = evidence.Paths(condition);
        return paths.Count == 0 ? null
            : new AuditFinding(severity, code, paths.Count, $"{problem}: {DisplayText.Count(paths.Count, "image")}", fix) { Paths = paths };
    }
}
