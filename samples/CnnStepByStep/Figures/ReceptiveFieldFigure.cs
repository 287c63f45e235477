namespace CnnStepByStep;

/// <summary>Draws the receptive field of one number of each block of simple-cnn.</summary>
internal static class ReceptiveFieldFigure
{
    private const int Size = 64;
    private const double Pixel = 4;
    private const double Left = 24;
    private const double Top = 24;

    /// <summary>The last layer of each block of simple-cnn, with its figures.</summary>
    public static IReadOnlyList<LayerSummary> Blocks { get; } =
    [
        .. NetworkSummary.Of(CnnNetworks.Get("simple-cnn").Build(new CnnBuilder(5, Size, Size))).Layers.Where(layer => layer.Kind == "MaxPool"),
    ];

    /// <summary>Draws the figure.</summary>
    public static string Draw()
    {
        string[] colors = [Palette.Vermilion, Palette.Blue, Palette.Green, Palette.Ink];
        string?[] dashes = [null, "7 3", "2 3", "11 3 2 3"];
        var svg = new SvgDrawing(
            620, 304, "What early and late layers see",
            $"In an image of 64x64 pixels, one number after blocks 1 to 4 of simple-cnn depends on {string.Join(", ", Blocks.Select(b => b.ReceptiveField))} pixels.");
        Flower(svg);
        var middle = Size / 2 * Pixel;
        foreach (var (i, block) in Blocks.Index())
        {
            var side = block.ReceptiveField!.Value.Width * Pixel;
            svg.Rectangle(Left + middle - (side / 2), Top + middle - (side / 2), side, side, "none", colors[i], 2.5, 0, dashes[i]);
            var y = 60 + (i * 60);
            svg.Line([(312, y - 5), (346, y - 5)], colors[i], 3, dashes[i]);
            svg.Text(356, y, $"block {i + 1}: sees {block.ReceptiveField} pixels", 14, "start", bold: true);
            svg.Text(356, y + 18, $"has {block.Output[0]} channels of {block.Output[1]}x{block.Output[2]}", 12, "start", Palette.Quiet);
        }

        return svg.ToString();
    }

    private static void Flower(SvgDrawing svg)
    {
        svg.Rectangle(Left, Top, Size * Pixel, Size * Pixel, "#dfe8d8", Palette.Line);
        var middle = (X: Left + 142, Y: Top + 118);
        svg.Line([(middle.X, middle.Y), (middle.X - 12, Top + (Size * Pixel))], "#7d9c6b", 7);
        for (var petal = 0; petal < 8; petal++)
        {
            var angle = petal * Math.PI / 4;
            svg.Circle(middle.X + (52 * Math.Cos(angle)), middle.Y + (52 * Math.Sin(angle)), 25, "#f4e3f0");
        }

        svg.Circle(middle.X, middle.Y, 34, "#f0d58a");
    }
}
