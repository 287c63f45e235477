namespace MlNetCnn.Diagnostics;

/// <summary>An additional section of a report with a table.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Table">The table.</param>
public sealed record ReportSection(string Title, ReportTable Table)
{
    /// <summary>The paragraphs above the table.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<string> Paragraphs { get; init; } = [];
}
