using static CnnStepByStep.WorkedExamples;

namespace CnnStepByStep;

/// <summary>Draws a dense layer: three features become a number for each of three classes, and softmax turns them into probabilities.</summary>
internal static class DenseFigure
{
    private const double Cell = 38;
    private const double Top = 44;

    /// <summary>Draws the figure.</summary>
    public static string Draw()
    {
        var svg = new SvgDrawing(
            680, 180, "The fully connected layer",
            "Each class has a row of weights. Every feature is multiplied by its weight; the sum plus the bias is the logit. Softmax turns the logits into scores that add up to one.");
        var weights = new GridDrawing(Weights, 80, Top, Cell);
        weights.DrawSigned(svg);
        var features = new GridDrawing(Grid.Create(3, 1, (row, _) => Features[row]), 240, Top, Cell);
        features.Draw(svg, (_, _, _) => Palette.Grey);
        var biases = new GridDrawing(Grid.Create(3, 1, (row, _) => Biases[row]), 324, Top, Cell);
        biases.DrawSigned(svg);
        var logits = new GridDrawing(Grid.Create(3, 1, (row, _) => Logits[row]), 408, Top, Cell);
        logits.Draw(svg, (_, _, _) => Palette.PaleGreen);
        foreach (var (i, name) in Classes.Index())
        {
            var middle = Top + ((i + 0.5) * Cell) + 5;
            svg.Text(72, middle, name, 13, "end");
            svg.Rectangle(532, Top + (i * Cell) + 7, 66 * Scores[i], Cell - 14, Palette.Blue, "none", 0);
            svg.Text(538 + (66 * Scores[i]), middle, Numbers.Percent(Scores[i]), 13, "start");
        }

        foreach (var (x, sign) in new[] { (217.0, "×"), (301, "+"), (385, "=") })
        {
            svg.Text(x, weights.MiddleY + 6, sign, 18);
        }

        svg.Arrow(logits.Right + 10, weights.MiddleY, 522, weights.MiddleY);
        svg.Text(484, weights.MiddleY - 10, "softmax", 12, bold: true);
        svg.Text(weights.MiddleX, Top - 12, "weights, [3, 3]", 12, color: Palette.Quiet);
        svg.Text(features.MiddleX, Top - 12, "features", 12, color: Palette.Quiet);
        svg.Text(biases.MiddleX, Top - 12, "bias", 12, color: Palette.Quiet);
        svg.Text(logits.MiddleX, Top - 12, "logits", 12, color: Palette.Quiet);
        svg.Text(564, Top - 12, "scores", 12, color: Palette.Quiet);
        return svg.ToString();
    }
}
