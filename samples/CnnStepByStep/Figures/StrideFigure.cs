using static CnnStepByStep.WorkedExamples;

namespace CnnStepByStep;

/// <summary>Draws the same image and filter with a stride of 1, 2 and 3.</summary>
internal static class StrideFigure
{
    private const double Cell = 24;

    /// <summary>Draws the figure.</summary>
    public static string Draw()
    {
        var svg = new SvgDrawing(
            640, 410, "Stride 1, 2 and 3",
            "A 3x3 filter moves over a 7x7 image by one, two or three pixels at a time and produces a feature map of 5x5, 3x3 or 2x2.");
        foreach (var stride in new[] { 1, 2, 3 })
        {
            var left = 24 + ((stride - 1) * 212);
            var image = new GridDrawing(LargeImage, left, 44, Cell);
            svg.Text(image.MiddleX, 28, $"stride {stride}", 14, bold: true);
            image.DrawPixels(svg);
            image.Outline(svg, stride, 0, 3, 3, Palette.Green, "2 3");
            image.Outline(svg, 0, stride, 3, 3, Palette.Blue, "6 3");
            image.Outline(svg, 0, 0, 3, 3, Palette.Vermilion);

            var map = StrideMap(stride);
            var result = new GridDrawing(map, image.MiddleX - (map.Width * 14), 246, 28);
            result.DrawSigned(svg);
            result.Outline(svg, 1, 0, 1, 1, Palette.Green, "2 3");
            result.Outline(svg, 0, 1, 1, 1, Palette.Blue, "6 3");
            result.Outline(svg, 0, 0, 1, 1, Palette.Vermilion);
            svg.Arrow(image.MiddleX, image.Bottom + 6, image.MiddleX, 240);
            svg.Text(image.MiddleX, result.Bottom + 17, $"{map.Height}x{map.Width}", 12, color: Palette.Quiet);
        }

        return svg.ToString();
    }
}
