namespace MlNetCnn.Diagnostics;

/// <summary>Writes the main metrics.</summary>
internal static class HeadlinePart
{
    private const int TopK = 5;

    /// <summary>Writes the notes, and the metrics if the report has any.</summary>
    public static void Write(HtmlWriter html, ReportContent content)
    {
        foreach (var note in content.Notes)
        {
            html.Markup($"<p class=\"note\">{HtmlText.Escape(note)}</p>");
        }

        if (content.Measured is not { } report)
        {
            return;
        }

        var interval = report.AccuracyInterval;
        html.Markup("<section class=\"tiles\" aria-label=\"Figures\">");
        html.Markup(
            $"<div class=\"tile wide\"><span class=\"label\">Accuracy on {DisplayText.Count(report.Count, "image")}</span><span "
                + $"class=\"value\">{DisplayText.Percent(report.Accuracy)}</span>"
            + $"<span class=\"label\">95 % interval {DisplayText.Percent(interval.Lower)} to "
            + $"{DisplayText.Percent(interval.Upper)}</span>{Track(report, interval)}"
            + $"<span class=\"label\">Always predicting the most frequent class: {DisplayText.Percent(report.MajorityClassFraction)} (the mark)</span></div>");
        Tile("Macro F1", DisplayText.Percent(report.MacroF1), "the mean F1 of the classes");
        if (report.ClassNames.Count > TopK)
        {
            Tile($"Top {TopK}", DisplayText.Percent(report.TopKAccuracy(TopK)), $"true class among the top {TopK}");
        }

        Tile("Log-loss", DisplayText.Figure(report.LogLoss), "0 is perfect");
        html.Markup("</section>");

        void Tile(string name, string value, string meaning) => html.Markup(
            $"<div class=\"tile\"><span class=\"label\">{name}</span><span class=\"value\">{value}</span><span class=\"label\">{meaning}</span></div>");
    }

    private static string Track(ClassificationReport report, ConfidenceInterval interval) =>
        "<span class=\"track\" aria-hidden=\"true\">"
        + $"<span class=\"range\" style=\"left:{Percent(interval.Lower)};width:{Percent(interval.Upper - interval.Lower)}\"></span>"
        + $"<span class=\"mark\" style=\"left:{Percent(report.MajorityClassFraction)}\"></span><span class=\"point\" "
        + $"style=\"left:{Percent(report.Accuracy)}\"></span></span>";

    private static string Percent(double fraction) => HtmlText.Number(100 * fraction) + "%";
}
