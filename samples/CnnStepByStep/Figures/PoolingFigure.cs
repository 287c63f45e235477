using static CnnStepByStep.WorkedExamples;

namespace CnnStepByStep;

/// <summary>Draws max, average and global average pooling of one map.</summary>
internal static class PoolingFigure
{
    private const double Cell = 34;

    /// <summary>Draws the figure.</summary>
    public static string Draw()
    {
        var svg = new SvgDrawing(
            600, 270, "Pooling",
            "A feature map of 4x4 is summarized: max pooling keeps the largest number of each 2x2, average pooling their mean, global average pooling the mean of the whole map.");
        var map = new GridDrawing(Pooled, 24, 70, Cell);
        map.DrawPixels(svg);
        string[] colors = [Palette.Vermilion, Palette.Blue, Palette.Green, Palette.Ink];
        string?[] dashes = [null, "6 3", "2 3", "10 3 2 3"];
        var (max, average) = (new GridDrawing(MaxPooled, 300, 30, Cell), new GridDrawing(AveragePooled, 300, 120, Cell));
        max.DrawPixels(svg);
        average.DrawPixels(svg);
        for (var i = 0; i < 4; i++)
        {
            map.Outline(svg, 2 * (i / 2), 2 * (i % 2), 2, 2, colors[i], dashes[i]);
            max.Outline(svg, i / 2, i % 2, 1, 1, colors[i], dashes[i]);
            average.Outline(svg, i / 2, i % 2, 1, 1, colors[i], dashes[i]);
        }

        var whole = new GridDrawing(Grid.Create(1, 1, (_, _) => GlobalAverage), 317, 216, Cell);
        whole.DrawPixels(svg);
        svg.Text(map.MiddleX, map.Bottom + 20, "feature map, 4x4", 12, color: Palette.Quiet);
        svg.Arrow(map.Right + 10, 110, 288, max.MiddleY);
        svg.Arrow(map.Right + 10, 138, 288, average.MiddleY);
        svg.Arrow(map.Right + 10, 166, 288, whole.MiddleY);
        svg.Text(384, max.MiddleY + 5, "MaxPool(2): the largest", 13, "start");
        svg.Text(384, average.MiddleY + 5, "AveragePool(2): the mean", 13, "start");
        svg.Text(384, whole.MiddleY + 5, "GlobalAveragePool()", 13, "start");
        return svg.ToString();
    }
}
