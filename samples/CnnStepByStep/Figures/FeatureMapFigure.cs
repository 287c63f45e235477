using static CnnStepByStep.WorkedExamples;

namespace CnnStepByStep;

/// <summary>Draws three filters and the feature map of three channels that they produce.</summary>
internal static class FeatureMapFigure
{
    private const double Cell = 26;

    /// <summary>Draws the figure.</summary>
    public static string Draw()
    {
        var svg = new SvgDrawing(
            590, 400, "One channel per filter",
            "Three filters slide over the same image. Each produces a channel of 3x3; together they are a feature map of 3 x 3 x 3.");
        var image = new GridDrawing(Image, 20, 140, Cell);
        image.DrawPixels(svg);
        svg.Text(image.MiddleX, image.Bottom + 18, "image, [1, 5, 5]", 12, color: Palette.Quiet);
        foreach (var (i, (name, filter)) in Filters.Index())
        {
            var top = 40 + (i * 118);
            var drawnFilter = new GridDrawing(filter, 230, top, Cell);
            drawnFilter.DrawSigned(svg);
            svg.Text(drawnFilter.MiddleX, drawnFilter.Bottom + 17, name, 12, color: Palette.Quiet);
            svg.Arrow(image.Right + 8, image.MiddleY + ((i - 1) * 14), 222, drawnFilter.MiddleY);
            var map = new GridDrawing(FeatureMap[i], 390, top - 4, Cell + 4);
            map.DrawSigned(svg);
            svg.Arrow(drawnFilter.Right + 10, drawnFilter.MiddleY, 380, drawnFilter.MiddleY);
            svg.Text(map.Right + 14, map.MiddleY + 5, $"channel {i}", 12, "start", Palette.Quiet);
        }

        svg.Text(269, 24, "3 filters", 13, bold: true);
        svg.Text(435, 24, "feature map, [3, 3, 3]", 13, bold: true);
        return svg.ToString();
    }
}
