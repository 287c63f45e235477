namespace CnnStepByStep;

/// <summary>Draws the path from image files to a prediction, and the training loop.</summary>
internal static class PipelineFigure
{
    private const double Height = 54;
    private const double Margin = 11;

    /// <summary>Draws the figure.</summary>
    public static string Draw()
    {
        var svg = new SvgDrawing(
            740, 500, "From loading to prediction",
            "Images are loaded, resized, augmented and put into batches. The network extracts features by convolution, activation and pooling, several times, and decides in fully connected layers. In training the loss compares the scores with the label, and its gradients change the weights, batch after batch; the epoch that is best on the validation images is kept, measured on the test images and saved. The saved model predicts the class of a new image.");
        Heading(svg, 26, "1. Load");
        Row(svg, 38, Palette.Grey,
            ("image files", "folder or table"), ("decode, resize", "64 x 64 x 3 numbers"), ("augment", "training images only"), ("batch", "32 images"));
        Heading(svg, 126, "2. The network: extract, summarize, decide");
        var tops = Row(svg, 148, Palette.PaleOrange, ("convolution", "extracts"), ("activation", "keeps what counts"), ("pooling", "summarizes"), ("fully connected", "decides"));
        svg.Line([(tops[0], 210), (tops[0], 218), (tops[2] + 148, 218), (tops[2] + 148, 210)], Palette.Quiet);
        svg.Text((tops[0] + tops[2] + 148) / 2, 236, "a block, repeated: simple-cnn has 4", 12, color: Palette.Quiet);
        svg.Line([(tops[3] + 74, 92), (tops[3] + 74, 108), (Margin, 108), (Margin, 164), (tops[0] - 2, 164)], Palette.Quiet, arrow: true);

        Heading(svg, 276, "3. Learn, batch after batch");
        Row(svg, 290, Palette.PaleBlue,
            ("change weights", "a small step downhill"), ("gradients", "one for each weight"), ("loss", "how wrong it was"), ("scores", "add up to 1"), leftwards: true);
        svg.Line([(tops[3] + 74, 202), (tops[3] + 74, 290)], Palette.Quiet, arrow: true);
        svg.Line([(tops[0], 306), (Margin, 306), (Margin, 188), (tops[0] - 2, 188)], Palette.Quiet, arrow: true);

        Heading(svg, 378, "4. Keep, measure, use");
        Row(svg, 392, Palette.PaleGreen,
            ("best epoch", "by validation images"), ("measure once", "on the test images"), ("save", "ML.NET .zip"), ("predict", "new image: its class"));
        svg.Line([(tops[0], 328), (Margin, 328), (Margin, 419), (tops[0] - 2, 419)], Palette.Quiet, arrow: true);
        svg.Text(370, 478, "Prediction runs steps 1 and 2 alone: no augmentation, no learning.", 12, color: Palette.Quiet);
        return svg.ToString();
    }

    private static void Heading(SvgDrawing svg, double y, string text) => svg.Text(24, y, text, 13, "start", bold: true);

    // Boxes from left to right with arrows between them; returns the left edge of each.
    private static double[] Row(SvgDrawing svg, double top, string fill, params (string Word, string Note)[] boxes) => Row(svg, top, fill, boxes, false);

    private static void Row(
        SvgDrawing svg, double top, string fill, (string, string) first, (string, string) second, (string, string) third, (string, string) fourth, bool leftwards) =>
        Row(svg, top, fill, [first, second, third, fourth], leftwards);

    private static double[] Row(SvgDrawing svg, double top, string fill, (string Word, string Note)[] boxes, bool leftwards)
    {
        const double Width = 148;
        const double Step = 182;
        foreach (var (i, (word, note)) in boxes.Index())
        {
            var left = 24 + (i * Step);
            svg.Rectangle(left, top, Width, Height, fill, Palette.Line, 1, 5);
            svg.Text(left + (Width / 2), top + 24, word, 14, bold: true);
            svg.Text(left + (Width / 2), top + 42, note, 12, color: Palette.Quiet);
            if (i > 0)
            {
                var (from, to) = leftwards ? (left - 3, left - (Step - Width) + 3) : (left - (Step - Width) + 3, left - 3);
                svg.Arrow(from, top + (Height / 2), to, top + (Height / 2));
            }
        }

        return [.. boxes.Select((_, i) => 24 + (i * Step))];
    }
}
