namespace MlNetCnn.Diagnostics;

/// <summary>Writes how well the confidence of the model matches its accuracy.</summary>
internal static class ReliabilityPart
{
    /// <summary>Writes the section, or nothing if the report has no images.</summary>
    public static void Write(HtmlWriter html, ReportContent content, SvgChart charts)
    {
        if (content.Images.Count == 0)
        {
            return;
        }

        var diagram = ReliabilityDiagram.Create(content.Images);
        html.BeginSection("reliability", "Confidence");
        html.Paragraph(
            "For a well-calibrated model, 80 % of the images predicted with a confidence of 80 % are correct, and the bars end on the dashed line. Below the "
            + "line the model is overconfident, above it underconfident. The expected calibration error is the mean distance between the two, weighted by the "
            + "number of images; with few images, chance alone keeps it above zero.");
        var calibration = content.Calibration;
        if (calibration is not null)
        {
            html.Paragraph(
                FormattableString.Invariant($"Scores are calibrated: logits are divided by the temperature {calibration.Temperature:F3}, fitted on ")
                + $"{DisplayText.Count(calibration.ImageCount, "image")} that the model was not trained on.");
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
        html.Markup("<details><summary>Values</summary>");
        html.Table(new ReportTable(
            ["confidence", "images", "mean confidence", "accuracy"],
            [.. diagram.Bins.Where(bin => bin.Count > 0).Select(bin => (IReadOnlyList<ReportCell>)
            [
                $"{DisplayText.Percent(bin.Low)} to {DisplayText.Percent(bin.High)}", ReportCell.Number(FormattableString.Invariant($"{bin.Count}")),
                ReportCell.Number(DisplayText.Percent(bin.Confidence)), ReportCell.Number(DisplayText.Percent(bin.Accuracy)),
            ])]));
        html.Markup("</details>");
    }
}
