namespace MlNetCnn.Diagnostics;

/// <summary>Something about a set that a person should know before training on it.</summary>
/// <param name="Severity">How much it matters.</param>
/// <param name="Code">The stable code, in capitals, for example <c>LEAK_EXACT</c>.</param>
/// <param name="Count">How many pictures, files or classes it concerns, at least 1.</param>
/// <param name="Problem">What is the matter, one sentence without its full stop.</param>
/// <param name="Fix">What to do about it, without the full stop.</param>
public sealed record AuditFinding(AuditSeverity Severity, string Code, int Count, string Problem, string Fix)
{
    /// <summary>The files concerned, as they were listed, copies of one picture one after another; empty where it concerns no files.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The one-line verdict: what is the matter and what to do about it.</summary>
    /// <returns>For example <c>warning TINY_CLASS: ...; add pictures</c>.</returns>
    public override string ToString() => $"{Severity.ToString().ToLowerInvariant()} {Code}: {Problem}; {Fix}";
}
