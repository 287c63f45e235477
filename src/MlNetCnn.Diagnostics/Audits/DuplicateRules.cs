namespace MlNetCnn.Diagnostics;

/// <summary>Finds copies: those that leak between splits, those that contradict each other, and the rest.</summary>
internal static class DuplicateRules
{
    private const int FewLeaks = 3;
    private const double LeakedFraction = 0.05;

    /// <summary>Applies the rules.</summary>
    /// <param name="evidence">The evidence.</param>
    /// <returns>The findings.</returns>
    public static IEnumerable<AuditFinding> Apply(AuditEvidence evidence) =>
        new[]
        {
            Leaks(evidence, DuplicateKind.Exact),
            Conflicts(evidence, DuplicateKind.Exact),
            Leaks(evidence, DuplicateKind.Near),
            Conflicts(evidence, DuplicateKind.Near),
            Copies(evidence, DuplicateKind.Exact),
            Copies(evidence, DuplicateKind.Near),
        }.OfType<AuditFinding>();

    private static AuditFinding? Leaks(AuditEvidence evidence, DuplicateKind kind) =>
        Finding(
            evidence, kind, group => group.AcrossSplits, "LEAK",
            kind == DuplicateKind.Exact || IsMuchLeaked(evidence, DatasetSplit.Validation) || IsMuchLeaked(evidence, DatasetSplit.Test) ? AuditSeverity.Error
                : AuditSeverity.Warning,
            $"images have {Words(kind)} in another split, so the model is measured on images that it was trained on",
            "keep all copies of an image in one split");

    // A few pairs may be alike by chance; a larger fraction of a split that was also trained on distorts its metrics.
    private static bool IsMuchLeaked(AuditEvidence evidence, DatasetSplit part)
    {
        var leaked = evidence.Duplicates.Where(group => group.AcrossSplits).SelectMany(group => group.Images).Where(image => image.Split == part)
            .Distinct().Count();
        return leaked >= FewLeaks && leaked > LeakedFraction * evidence.Survey.Listing.Count(image => image.Split == part);
    }

    private static AuditFinding? Conflicts(AuditEvidence evidence, DuplicateKind kind) =>
        Finding(
            evidence, kind, group => group.AcrossLabels, "CONFLICT", kind == DuplicateKind.Exact ? AuditSeverity.Error : AuditSeverity.Warning,
            $"images have {Words(kind)} in another class", "keep each image only in the correct class");

    private static AuditFinding? Copies(AuditEvidence evidence, DuplicateKind kind)
    {
        var torn = evidence.Duplicates.Any(group => group.Kind == kind && IsPlain(group) && group.CanBeTornApart);
        return Finding(
            evidence, kind, IsPlain, "DUPLICATE", torn ? AuditSeverity.Warning : AuditSeverity.Note,
            $"images have {Words(kind)} in the same class",
            torn
                ? "remove them or give them a common group (GroupColumn); otherwise, a random split separates them"
                : "remove them if each image should count once");
    }

    private static AuditFinding? Finding(
        AuditEvidence evidence, DuplicateKind kind, Func<DuplicateGroup, bool> condition, string code, AuditSeverity severity, string problem, string fix)
    {
        var groups = evidence.Duplicates.Where(group => group.Kind == kind && condition(group)).ToList();
        var paths = groups.SelectMany(group => group.Images).Select(image => image.Path).ToArray();
        return groups.Count == 0
            ? null
            : new AuditFinding(severity, $"{code}_{kind.ToString().ToUpperInvariant()}", paths.Length,
                $"{paths.Length} {problem} ({groups.Count} {(groups.Count == 1 ? "group" : "groups")})", fix)
            {
                Paths = paths,
            };
    }

    private static bool IsPlain(DuplicateGroup group) => group is { AcrossSplits: false, AcrossLabels: false };

    private static string Words(DuplicateKind kind) => kind == DuplicateKind.Exact ? "an exact copy" : "a near copy";
}
