using static CnnStepByStep.WorkedExamples;

namespace CnnStepByStep;

/// <summary>Draws a filter for a color image: it has a slice for each channel, and produces one number for each position.</summary>
internal static class FilterDepthFigure
{
    private const double Cell = 26;

    /// <summary>Draws the figure.</summary>
    public static string Draw()
    {
        var svg = new SvgDrawing(
            600, 350, "The depth of a filter",
            "A patch of a color image has three channels, and the filter a slice for each. The sums of the three slices and the bias add up to one number.");
        var sumX = 300.0;
        foreach (var (i, color) in Colors.Index())
        {
            var top = 46 + (i * 102);
            var pixels = new GridDrawing(color.Pixels, 70, top, Cell);
            pixels.DrawPixels(svg);
            svg.Text(58, pixels.MiddleY + 5, color.Name, 13, "end", bold: true);
            svg.Text(pixels.Right + 20, pixels.MiddleY + 6, "×", 18);
            var filter = new GridDrawing(color.Filter, pixels.Right + 40, top, Cell);
            filter.DrawSigned(svg);
            svg.Arrow(filter.Right + 8, filter.MiddleY, sumX + 20, filter.MiddleY);
            svg.Text(sumX + 44, filter.MiddleY + 5, Numbers.Drawn(ColorSums[i]), 15, bold: true);
            svg.Arrow(sumX + 66, filter.MiddleY, 420, 199 + ((i - 1) * 14));
        }

        svg.Text(109, 30, "patch, 3x3x3", 12, color: Palette.Quiet);
        svg.Text(227, 30, "filter, 3x3x3", 12, color: Palette.Quiet);
        svg.Text(sumX + 44, 30, "sum", 12, color: Palette.Quiet);
        svg.Rectangle(424, 176, 56, 46, Palette.PaleOrange, Palette.Vermilion, 2, 4);
        svg.Text(452, 205, Numbers.Drawn(ColorResult), 18, bold: true);
        svg.Text(452, 164, $"bias {Numbers.Drawn(ColorBias)}", 13, color: Palette.Quiet);
        svg.Text(490, 195, "one number of", 12, "start", Palette.Quiet);
        svg.Text(490, 211, "the feature map", 12, "start", Palette.Quiet);
        return svg.ToString();
    }
}
