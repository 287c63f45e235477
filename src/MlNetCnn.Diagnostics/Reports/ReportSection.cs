namespace MlNetCnn.Diagnostics;

/// <summary>A part of a report that holds a table of the caller's.</summary>
/// <param name="Title">Its heading.</param>
/// <param name="Table">The table.</param>
public sealed record ReportSection(string Title, ReportTable Table)
{
    /// <summary>What stands above the table, a paragraph each.</summary>
    /// <value>Empty.</value>
    public IReadOnlyList<string> Paragraphs { get; init; } = [];
}
