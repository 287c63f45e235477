using System.Globalization;

namespace CnnStepByStep;

/// <summary>A small image, filter or feature map of one channel: rows of numbers.</summary>
/// <param name="Values">The numbers, [row, column].</param>
internal sealed record Grid(double[,] Values)
{
    /// <summary>The number of rows.</summary>
    public int Height => Values.GetLength(0);

    /// <summary>The number of columns.</summary>
    public int Width => Values.GetLength(1);

    /// <summary>Returns a number.</summary>
    /// <param name="row">The row, counted from the top, starting at 0.</param>
    /// <param name="column">The column, counted from the left, starting at 0.</param>
    public double this[int row, int column] => Values[row, column];

    /// <summary>The numbers row by row.</summary>
    public double[] Flat => [.. Values.Cast<double>()];

    /// <summary>Parses a grid from text: numbers separated by spaces, one line per row.</summary>
    /// <param name="text">The text.</param>
    public static Grid Parse(string text)
    {
        double[][] rows =
        [
            .. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray()),
        ];
        return Create(rows.Length, rows[0].Length, (row, column) => rows[row][column]);
    }

    /// <summary>Creates a grid from a function.</summary>
    /// <param name="height">The number of rows.</param>
    /// <param name="width">The number of columns.</param>
    /// <param name="value">Returns the number at a row and column.</param>
    public static Grid Create(int height, int width, Func<int, int, double> value)
    {
        var values = new double[height, width];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                values[row, column] = value(row, column);
            }
        }

        return new Grid(values);
    }

    /// <summary>Returns a region of the grid.</summary>
    /// <param name="top">The first row.</param>
    /// <param name="left">The first column.</param>
    /// <param name="height">The number of rows.</param>
    /// <param name="width">The number of columns.</param>
    public Grid Cut(int top, int left, int height, int width) => Create(height, width, (row, column) => Values[top + row, left + column]);

    /// <summary>Returns the grid with a border of zeros.</summary>
    /// <param name="pixels">The number of zeros on each side.</param>
    public Grid WithBorder(int pixels) => Create(
        Height + (2 * pixels), Width + (2 * pixels),
        (row, column) => row >= pixels && row < Height + pixels && column >= pixels && column < Width + pixels ? Values[row - pixels, column - pixels] : 0);

    /// <summary>Applies a function to each number.</summary>
    /// <param name="function">The function.</param>
    public Grid Map(Func<double, double> function) => Create(Height, Width, (row, column) => function(Values[row, column]));

    /// <summary>Multiplies element by element.</summary>
    /// <param name="other">A grid of the same size.</param>
    public Grid Times(Grid other) => Create(Height, Width, (row, column) => Values[row, column] * other[row, column]);
}
