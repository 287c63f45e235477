namespace MlNetCnn.Diagnostics;

/// <summary>A cell of a table.</summary>
/// <param name="Text">The text; may contain any characters.</param>
public readonly record struct ReportCell(string Text)
{
    /// <summary>The length of a bar in the cell, as a fraction of the longest bar, 0..1; null for no bar.</summary>
    /// <value>Null.</value>
    public double? Bar { get; init; }

    /// <summary>Whether <see cref="Text"/> is a number, which is right-aligned.</summary>
    /// <value>False.</value>
    public bool IsNumber { get; init; }

    /// <summary>Creates a cell with text.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator ReportCell(string text) => new(text);

    /// <summary>Creates a cell with a number.</summary>
    /// <param name="text">The formatted number.</param>
    /// <param name="bar">The length of the bar, 0..1, or null for none.</param>
    /// <returns>The cell.</returns>
    public static ReportCell Number(string text, double? bar = null) => new(text) { IsNumber = true, Bar = bar };
}
