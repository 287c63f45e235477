namespace MlNetCnn.Diagnostics;

/// <summary>Writes the metrics of each class.</summary>
internal static class ClassesPart
{
    /// <summary>Writes the table, or nothing if the report has no metrics.</summary>
    public static void Write(HtmlWriter html, ClassificationReport? report)
    {
        if (report is null)
        {
            return;
        }

        html.BeginSection("classes", "Classes");
        html.Paragraph(
            "Precision: the fraction of the images predicted as the class that are of it. Recall: the fraction of the images of the class predicted as it. "
            + "F1: the harmonic mean of precision and recall.");
        html.Table(new ReportTable(
            ["class", "precision", "recall", "F1", "images"],
            [.. report.PerClass.Select(metrics => (IReadOnlyList<ReportCell>)
            [
                metrics.Name, Figure(metrics.Precision, metrics), Figure(metrics.Recall, metrics), Figure(metrics.F1, metrics),
                ReportCell.Number(FormattableString.Invariant($"{metrics.Support}")),
            ])]));
        html.EndSection();
    }

    private static ReportCell Figure(double fraction, ClassMetrics metrics) =>
        metrics.IsMeasured ? ReportCell.Number(DisplayText.Percent(fraction), fraction) : ReportCell.Number("-");
}
