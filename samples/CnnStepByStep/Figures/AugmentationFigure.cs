namespace CnnStepByStep;

/// <summary>Draws a small image and its augmented variants.</summary>
internal static class AugmentationFigure
{
    private const double Cell = 12;

    private static readonly Grid Arrow = Grid.Parse(
        """
        2 2 2 2 2 2 2 2
        2 2 2 8 2 2 2 2
        2 2 8 8 2 2 2 2
        2 8 8 8 8 8 8 2
        2 8 8 8 8 8 8 2
        2 2 8 8 2 2 2 2
        2 2 2 8 2 2 2 2
        2 2 2 2 2 2 2 2
        """);

    /// <summary>Draws the figure.</summary>
    public static string Draw()
    {
        var svg = new SvgDrawing(
            700, 180, "Augmentation",
            "An arrow that points left, and its variants after flip, shift, zoom, brightness and erase. Mirrored, it points right: if the direction is the class, a mirrored image has the wrong label.");
        (string Word, string Note, Grid Pixels)[] variants =
        [
            ("the image", "points left", Arrow),
            ("flip", "points right!", Change((row, column) => Arrow[row, 7 - column])),
            ("shift", "", Change((row, column) => row is 7 || column is 0 ? 0 : Arrow[row + 1, column - 1])),
            ("zoom", "", Change((row, column) => Arrow[1 + (row * 6 / 8), 1 + (column * 6 / 8)])),
            ("brightness", "", Arrow.Map(value => value + 1.8)),
            ("erase", "", Change((row, column) => row is > 3 and < 7 && column is > 3 and < 7 ? (row * 5 + column * 3) % 9 : Arrow[row, column])),
        ];
        foreach (var (i, (word, note, pixels)) in variants.Index())
        {
            var left = 20 + (i * 112);
            for (var row = 0; row < 8; row++)
            {
                for (var column = 0; column < 8; column++)
                {
                    svg.Rectangle(left + (column * Cell), 24 + (row * Cell), Cell, Cell, Shade(pixels[row, column]), Palette.Line, 0.3);
                }
            }

            svg.Text(left + (4 * Cell), 140, word, 13, bold: true);
            svg.Text(left + (4 * Cell), 158, note, 12, color: note.EndsWith('!') ? Palette.Vermilion : Palette.Quiet);
        }

        return svg.ToString();
    }

    private static Grid Change(Func<int, int, double> value) => Grid.Create(8, 8, value);

    // The full range from black to white: there are no numbers on these pixels.
    private static string Shade(double value)
    {
        var level = (int)Math.Round(255 * Math.Clamp(value / 10, 0, 1));
        return $"#{level:x2}{level:x2}{level:x2}";
    }
}
