namespace MlNetCnn.Diagnostics;

/// <summary>A table of a report. Cells of the first column are the row headers.</summary>
/// <param name="Columns">The names of the columns.</param>
/// <param name="Rows">The rows, each with as many cells as there are columns.</param>
public sealed record ReportTable(IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<ReportCell>> Rows);
