using static CnnStepByStep.WorkedExamples;

namespace CnnStepByStep;

/// <summary>Draws padding: without a border the map shrinks; with a border of zeros it keeps its size.</summary>
internal static class PaddingFigure
{
    private const double Cell = 24;

    /// <summary>Draws the figure.</summary>
    public static string Draw()
    {
        var svg = new SvgDrawing(
            620, 420, "Padding",
            "Without padding, a 3x3 filter has nine positions on a 5x5 image, and the feature map is 3x3. With a border of one zero on each side, it has 25 positions, and the feature map is 5x5.");
        var bordered = Image.WithBorder(1);
        DrawWay(svg, 30, "Padding.Valid: no border", Image, FeatureMap[0], 66 + Cell, (value, _, _) => Palette.Pixel(value, 9));
        DrawWay(
            svg, 330, "Padding.Same: a border of zeros", bordered, PaddedMap, 66,
            (value, row, column) => row is 0 || column is 0 || row == bordered.Height - 1 || column == bordered.Width - 1
                ? Palette.Grey : Palette.Pixel(value, 9));
        return svg.ToString();
    }

    private static void DrawWay(SvgDrawing svg, double left, string title, Grid source, Grid map, double top, Func<double, int, int, string> fill)
    {
        svg.Text(left, 30, title, 14, "start", bold: true);
        var image = new GridDrawing(source, left, top, Cell);
        image.Draw(svg, fill);
        image.Outline(svg, 0, 0, 3, 3, Palette.Vermilion);
        var result = new GridDrawing(map, image.MiddleX - (map.Width * 14), 270 - ((map.Height - 3) * 5), 28);
        svg.Arrow(image.MiddleX, image.Bottom + 4, image.MiddleX, 270 - ((map.Height - 3) * 5) - 4);
        result.DrawSigned(svg);
        result.Outline(svg, 0, 0, 1, 1, Palette.Vermilion);
        svg.Text(result.Right + 10, result.MiddleY + 5, $"{map.Height}x{map.Width}", 12, "start", Palette.Quiet);
    }
}
