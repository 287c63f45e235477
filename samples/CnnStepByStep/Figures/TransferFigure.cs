namespace CnnStepByStep;

/// <summary>Draws which layers learn in feature extraction, in fine-tuning and from scratch.</summary>
internal static class TransferFigure
{
    private const double Step = 100;
    private const double Width = 88;

    private static readonly string[] Parts = ["stage 1", "stage 2", "stage 3", "stage 4", "head"];

    /// <summary>Draws the figure.</summary>
    public static string Draw()
    {
        var svg = new SvgDrawing(
            690, 300, "Which layers learn",
            "Feature extraction trains a new head and leaves the pretrained stages frozen. Fine-tuning also trains the last stages, from pretrained weights. From scratch everything is trained, from random weights.");
        foreach (var (i, part) in Parts.Index())
        {
            svg.Text(Left(i) + (Width / 2), 28, part, 13, color: Palette.Quiet);
        }

        Row(svg, 42, "feature extraction", "pretrained, frozen", 4, "new, trained");
        Row(svg, 122, "fine-tuning", "pretrained, trained", 2, "new, trained");
        Row(svg, 202, "from scratch", "random, trained", 0, "random, trained");
        svg.Text(24, 284, "edges, colors", 12, "start", Palette.Quiet);
        svg.Text(Left(3) + Width, 284, "parts of objects", 12, "end", Palette.Quiet);
        svg.Arrow(120, 280, Left(3) - 8, 280);
        return svg.ToString();
    }

    private static void Row(SvgDrawing svg, double top, string name, string words, int frozen, string head)
    {
        svg.Text(24, top + 32, name, 14, "start", bold: true);
        for (var i = 0; i < Parts.Length; i++)
        {
            var isFrozen = i < frozen;
            var isHead = i == Parts.Length - 1;
            string[] text = (isHead ? head : isFrozen ? "pretrained, frozen" : words).Split(", ");
            svg.Rectangle(
                Left(i), top, Width, 54, isFrozen ? Palette.Grey : isHead ? Palette.PaleGreen : Palette.PaleOrange, isFrozen ? Palette.Line : Palette.Vermilion,
                isFrozen ? 1 : 2, 5);
            svg.Text(Left(i) + (Width / 2), top + 23, text[0], 12, color: Palette.Quiet);
            svg.Text(Left(i) + (Width / 2), top + 41, text[1], 13, bold: !isFrozen);
        }
    }

    private static double Left(int part) => 176 + (part * Step);
}
