namespace MlNetCnn.Diagnostics;

/// <summary>Whether the model is right as often as it is sure.</summary>
internal static class ReliabilityPart
{
    /// <summary>Writes it, or nothing where no pictures are known.</summary>
    public static void Write(HtmlWriter html, ReportContent content, SvgChart charts)
    {
        if (content.Images.Count == 0)
        {
            return;
        }

        var diagram = ReliabilityDiagram.Create(content.Images);
        html.BeginSection("reliability", "Confidence");
        html.Paragraph(
            "Of pictures of which the model is 80 % sure, 80 % should be right: bars that end on the dashed line. Below the line it is too sure, above it too "
            + "cautious. The expected calibration error is the mean distance between the two, weighed by pictures; with few pictures chance alone keeps it "
            + "above zero.");
        var calibration = content.Calibration;
        if (calibration is not null)
        {
            html.Paragraph(
                FormattableString.Invariant($"Scores are calibrated: logits are divided by the temperature {calibration.Temperature:F3}, fitted on ")
                + $"{DisplayText.Count(calibration.ImageCount, "picture")} that the model did not learn from.");
        }

        html.Markup("<div class=\"charts\">");
        if (calibration?.Before is { } before)
        {
            WriteChart(html, "Before calibration", before, charts);
        }

        WriteChart(html, calibration is null ? "Accuracy by confidence" : "After calibration", diagram, charts);
        html.Markup("</div>");
        WriteBins(html, diagram);
        html.EndSection();
    }

    private static void WriteChart(HtmlWriter html, string name, ReliabilityDiagram diagram, SvgChart charts) => html.Markup(
        $"<figure><figcaption>{name}: expected calibration error {DisplayText.Percent(diagram.ExpectedCalibrationError)}</figcaption>"
        + charts.Render(ReportCharts.Reliability(diagram), $"{name}: accuracy by confidence") + "</figure>");

    private static void WriteBins(HtmlWriter html, ReliabilityDiagram diagram)
    {
        html.Markup("<details><summary>The numbers</summary>");
        html.Table(new ReportTable(
            ["confidence", "pictures", "mean confidence", "accuracy"],
            [.. diagram.Bins.Where(bin => bin.Count > 0).Select(bin => (IReadOnlyList<ReportCell>)
            [
                $"{DisplayText.Percent(bin.Low)} to {DisplayText.Percent(bin.High)}", ReportCell.Number(FormattableString.Invariant($"{bin.Count}")),
                ReportCell.Number(DisplayText.Percent(bin.Confidence)), ReportCell.Number(DisplayText.Percent(bin.Accuracy)),
            ])]));
        html.Markup("</details>");
    }
}
