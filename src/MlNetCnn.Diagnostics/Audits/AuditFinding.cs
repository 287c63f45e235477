namespace MlNetCnn.Diagnostics;

/// <summary>A problem with a dataset that should be known before training on it.</summary>
/// <param name="Severity">How severe it is.</param>
/// <param name="Code">The stable code, in capitals, for example <c>LEAK_EXACT</c>.</param>
/// <param name="Count">The number of images, files or classes concerned, at least 1.</param>
/// <param name="Problem">The problem, as one sentence without a period.</param>
/// <param name="Fix">How to fix it, without a period.</param>
public sealed record AuditFinding(AuditSeverity Severity, string Code, int Count, string Problem, string Fix)
{
    /// <summary>The files concerned, in the order of the dataset with copies of an image next to each other; empty if no files are concerned.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>Formats the finding as one line: the problem and the fix.</summary>
    /// <returns>For example <c>warning TINY_CLASS: ...; add images</c>.</returns>
    public override string ToString() => $"{Severity.ToString().ToLowerInvariant()} {Code}: {Problem}; {Fix}";
}
