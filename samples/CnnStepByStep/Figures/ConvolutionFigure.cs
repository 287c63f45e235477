using static CnnStepByStep.WorkedExamples;

namespace CnnStepByStep;

/// <summary>Draws a filter sliding over an image: the first, the second and the last step.</summary>
internal static class ConvolutionFigure
{
    private const double Cell = 26;
    private const double RowHeight = 192;

    /// <summary>Draws the figure.</summary>
    public static string Draw()
    {
        var svg = new SvgDrawing(
            640, 580, "Convolution of a 5x5 image with a 3x3 filter",
            "The filter covers nine pixels. Each pixel is multiplied by the number of the filter above it; the sum of the nine products is one number of the feature map. Then the filter moves by one pixel.");
        DrawStep(svg, 0, "Step 1: row 0, column 0", 0, 0);
        DrawStep(svg, 1, "Step 2: one pixel to the right", 0, 1);
        DrawStep(svg, 2, "Step 9: the last place", 2, 2);
        return svg.ToString();
    }

    private static void DrawStep(SvgDrawing svg, int index, string title, int row, int column)
    {
        var map = FeatureMap[0];
        var top = 44 + (index * RowHeight);
        var small = top + Cell;
        svg.Text(20, top - 16, title, 14, "start", bold: true);

        var image = new GridDrawing(Image, 20, top, Cell);
        image.DrawPixels(svg);
        image.Outline(svg, row, column, 3, 3, Palette.Vermilion);
        Sign(svg, image.Right, small, "×");

        var filter = new GridDrawing(VerticalEdges, image.Right + 40, small, Cell);
        filter.DrawSigned(svg);
        Sign(svg, filter.Right, small, "=");

        var products = new GridDrawing(Image.Cut(row, column, 3, 3).Times(VerticalEdges), filter.Right + 40, small, Cell);
        products.DrawSigned(svg);
        svg.Arrow(products.Right + 10, products.MiddleY, products.Right + 100, products.MiddleY);
        svg.Text(products.Right + 52, products.MiddleY - 8, $"sum = {Numbers.Drawn(map[row, column])}", 13, color: Palette.Vermilion, bold: true);

        var result = new GridDrawing(map, products.Right + 112, small, Cell + 4);
        result.DrawSigned(svg, (r, c) => (r * map.Width) + c <= (row * map.Width) + column);
        result.Outline(svg, row, column, 1, 1, Palette.Vermilion);
        if (index == 0)
        {
            svg.Text(image.MiddleX, image.Bottom + 17, "image, 5x5", 12, color: Palette.Quiet);
            svg.Text(filter.MiddleX, filter.Bottom + 17, "filter, 3x3", 12, color: Palette.Quiet);
            svg.Text(products.MiddleX, products.Bottom + 17, "products", 12, color: Palette.Quiet);
            svg.Text(result.MiddleX, result.Bottom + 17, "feature map, 3x3", 12, color: Palette.Quiet);
        }
    }

    private static void Sign(SvgDrawing svg, double left, double top, string sign) => svg.Text(left + 20, top + (1.5 * Cell) + 6, sign, 18);
}
