using System.Globalization;

namespace MlNetCnn.Datasets;

/// <summary>One row of a table as it was written.</summary>
/// <param name="Unit">What rows are counted in: <c>line</c>, <c>row</c> or <c>picture</c>.</param>
/// <param name="Number">The line, row or picture, from 1.</param>
/// <param name="Path">The cell with the path, or null if the row has none.</param>
/// <param name="Label">The cell with the label, or null.</param>
/// <param name="Part">The cell with the part, or null.</param>
/// <param name="Group">The cell with the group, or null.</param>
/// <param name="SurplusCells">How many filled cells stand beyond the last column.</param>
internal readonly record struct TableRow(
    string Unit, long Number, string? Path, string? Label, string? Part = null, string? Group = null, int SurplusCells = 0)
{
    /// <summary>Where the row stands, for a message.</summary>
    public string Where => string.Create(CultureInfo.InvariantCulture, $"{Unit} {Number}");
}
