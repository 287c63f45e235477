namespace MlNetCnn.Diagnostics;

/// <summary>A table of a report. Cells of the first column are the names of their rows.</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">As many cells in each as there are columns.</param>
public sealed record ReportTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<ReportCell>> Rows);
