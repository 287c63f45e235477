using static CnnStepByStep.WorkedExamples;

namespace CnnStepByStep;

/// <summary>Draws ReLU on a feature map, and three activation functions as curves.</summary>
internal static class ActivationFigure
{
    private const double OriginX = 480;
    private const double OriginY = 150;
    private const double Unit = 34;

    /// <summary>Draws the figure.</summary>
    public static string Draw()
    {
        var svg = new SvgDrawing(
            640, 250, "Activation",
            "ReLU leaves the positive numbers of a feature map unchanged and replaces the negative ones with zero. Sigmoid squeezes every number between 0 and 1, tanh between -1 and 1.");
        var before = new GridDrawing(FeatureMap[0], 24, 70, 34);
        before.DrawSigned(svg);
        var after = new GridDrawing(Rectified, 216, 70, 34);
        after.DrawSigned(svg);
        svg.Arrow(before.Right + 8, before.MiddleY, 208, before.MiddleY);
        svg.Text(167, before.MiddleY - 10, "ReLU", 13, bold: true);
        svg.Text(before.MiddleX, before.Bottom + 18, "feature map", 12, color: Palette.Quiet);
        svg.Text(after.MiddleX, after.Bottom + 18, "max(0, x)", 12, color: Palette.Quiet);

        svg.Line([(OriginX - (4 * Unit), OriginY), (OriginX + (4 * Unit), OriginY)], Palette.Line, 1);
        svg.Line([(OriginX, OriginY + (1.6 * Unit)), (OriginX, OriginY - (3.4 * Unit))], Palette.Line, 1);
        foreach (var x in new[] { -3, -2, -1, 1, 2, 3 })
        {
            svg.Text(OriginX + (x * Unit), OriginY + 15, Numbers.Drawn(x), 11, color: Palette.Quiet);
        }

        foreach (var y in new[] { -1, 1, 2, 3 })
        {
            svg.Text(OriginX - 6, OriginY - (y * Unit) + 4, Numbers.Drawn(y), 11, "end", Palette.Quiet);
        }

        Curve(svg, x => Math.Max(0, x), Palette.Vermilion, null);
        Curve(svg, x => 1 / (1 + Math.Exp(-x)), Palette.Blue, "7 3");
        Curve(svg, Math.Tanh, Palette.Green, "2 3");
        svg.Text(OriginX + (2.2 * Unit), OriginY - (2.75 * Unit), "ReLU", 13, "end", Palette.Vermilion, bold: true);
        svg.Text(OriginX - (3.9 * Unit), OriginY - 8, "sigmoid", 13, "start", Palette.Blue, bold: true);
        svg.Text(OriginX - (3.9 * Unit), OriginY + (1.42 * Unit), "tanh", 13, "start", Palette.Green, bold: true);
        return svg.ToString();
    }

    private static void Curve(SvgDrawing svg, Func<double, double> function, string color, string? dashes) => svg.Line(
        Enumerable.Range(-16, 33).Select(i => i / 4.0).Where(x => function(x) <= 3.3)
            .Select(x => (OriginX + (x * Unit), OriginY - (function(x) * Unit))),
        color, 2.5, dashes);
}
