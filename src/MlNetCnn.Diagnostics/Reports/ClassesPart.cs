namespace MlNetCnn.Diagnostics;

/// <summary>The figures of each class.</summary>
internal static class ClassesPart
{
    /// <summary>Writes the table, or nothing where nothing was measured.</summary>
    public static void Write(HtmlWriter html, ClassificationReport? report)
    {
        if (report is null)
        {
            return;
        }

        html.BeginSection("classes", "Classes");
        html.Paragraph(
            "Precision: of the pictures taken for the class, the share that is of it. Recall: of the pictures of the class, the share taken for it. "
            + "F1: their harmonic mean.");
        html.Table(new ReportTable(
            ["class", "precision", "recall", "F1", "pictures"],
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
