namespace MlNetCnn.Diagnostics;

/// <summary>A cell of a table.</summary>
/// <param name="Text">What stands in it; any text.</param>
public readonly record struct ReportCell(string Text)
{
    /// <summary>The length of a bar that is drawn in the cell, as a part of the longest there is, 0..1; null for no bar.</summary>
    /// <value>Null.</value>
    public double? Bar { get; init; }

    /// <summary>Whether <see cref="Text"/> is a number, which is set to the right.</summary>
    /// <value>False.</value>
    public bool IsNumber { get; init; }

    /// <summary>A cell of text.</summary>
    /// <param name="text">The text.</param>
    public static implicit operator ReportCell(string text) => new(text);

    /// <summary>A cell with a number.</summary>
    /// <param name="text">The number, as it is to be read.</param>
    /// <param name="bar">The length of its bar, 0..1, or null for none.</param>
    /// <returns>The cell.</returns>
    public static ReportCell Number(string text, double? bar = null) => new(text) { IsNumber = true, Bar = bar };
}
