namespace CnnStepByStep;

/// <summary>Draws a grid of numbers in a figure.</summary>
/// <param name="grid">The numbers.</param>
/// <param name="x">The left edge.</param>
/// <param name="y">The top edge.</param>
/// <param name="cell">The width and height of a cell.</param>
internal sealed class GridDrawing(Grid grid, double x, double y, double cell)
{
    /// <summary>The right edge.</summary>
    public double Right => x + (grid.Width * cell);

    /// <summary>The bottom edge.</summary>
    public double Bottom => y + (grid.Height * cell);

    /// <summary>The vertical center.</summary>
    public double MiddleY => (y + Bottom) / 2;

    /// <summary>The horizontal center.</summary>
    public double MiddleX => (x + Right) / 2;

    /// <summary>Draws the grid.</summary>
    /// <param name="svg">The figure.</param>
    /// <param name="fill">Returns the background of a cell from its number, row and column.</param>
    /// <param name="shown">Whether the number of a cell is written; null for all.</param>
    public void Draw(SvgDrawing svg, Func<double, int, int, string> fill, Func<int, int, bool>? shown = null)
    {
        var size = cell * (grid.Flat.Max(value => Numbers.Drawn(value).Length) > 2 ? 0.42 : 0.5);
        for (var row = 0; row < grid.Height; row++)
        {
            for (var column = 0; column < grid.Width; column++)
            {
                var isShown = shown?.Invoke(row, column) ?? true;
                var (left, top) = (x + (column * cell), y + (row * cell));
                svg.Rectangle(left, top, cell, cell, isShown ? fill(grid[row, column], row, column) : Palette.Ground, Palette.Line, 0.75);
                if (isShown)
                {
                    svg.Text(left + (cell / 2), top + (cell * 0.67), Numbers.Drawn(grid[row, column]), size);
                }
            }
        }
    }

    /// <summary>Draws the grid as pixels; larger numbers are lighter.</summary>
    /// <param name="svg">The figure.</param>
    /// <param name="brightest">The value that is drawn white; 9 by default.</param>
    public void DrawPixels(SvgDrawing svg, double brightest = 9) => Draw(svg, (value, _, _) => Palette.Pixel(value, brightest));

    /// <summary>Draws the grid as signed numbers, with different colors for positive and negative ones.</summary>
    /// <param name="svg">The figure.</param>
    /// <param name="shown">Whether the number of a cell is written; null for all.</param>
    public void DrawSigned(SvgDrawing svg, Func<int, int, bool>? shown = null) => Draw(svg, (value, _, _) => Palette.Signed(value), shown);

    /// <summary>Outlines a region of the grid.</summary>
    /// <param name="svg">The figure.</param>
    /// <param name="row">The first row.</param>
    /// <param name="column">The first column.</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="color">The color of the outline.</param>
    /// <param name="dashes">The dash pattern, or null for a solid outline.</param>
    public void Outline(SvgDrawing svg, int row, int column, int height, int width, string color, string? dashes = null) =>
        svg.Rectangle(x + (column * cell), y + (row * cell), width * cell, height * cell, "none", color, 2.5, 2, dashes);
}
