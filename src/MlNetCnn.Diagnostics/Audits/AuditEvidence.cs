namespace MlNetCnn.Diagnostics;

/// <summary>What the rules of an audit judge by.</summary>
/// <param name="Survey">The pictures.</param>
/// <param name="Options">The limits.</param>
/// <param name="Classes">The numbers of pictures of each class.</param>
/// <param name="Duplicates">The copies.</param>
internal sealed record AuditEvidence(
    DatasetScan Survey, AuditOptions Options, IReadOnlyList<AuditedClass> Classes, IReadOnlyList<DuplicateGroup> Duplicates)
{
    /// <summary>The files of the pictures that something is true of.</summary>
    /// <param name="condition">What must be true of a readable picture.</param>
    /// <returns>The paths as they were listed.</returns>
    public IReadOnlyList<string> Paths(Func<ImageRecord, bool> condition) =>
        [.. Survey.ReadableIndices.Where(index => condition(Survey.Records[index])).Select(index => Survey.Listing[index].Path)];

    /// <summary>Every finding there is.</summary>
    /// <returns>The most severe first.</returns>
    public IReadOnlyList<AuditFinding> Evaluate() =>
    [
        .. ReadabilityRules.Apply(this)
            .Concat(DuplicateRules.Apply(this))
            .Concat(ClassRules.Apply(this))
            .Concat(ImageRules.Apply(this))
            .OrderByDescending(finding => finding.Severity),
    ];
}
