namespace MlNetCnn.Diagnostics;

/// <summary>The few figures that a person looks for first.</summary>
internal static class HeadlinePart
{
    private const int TopK = 5;

    /// <summary>Writes them, or nothing where nothing was measured.</summary>
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
            $"<div class=\"tile wide\"><span class=\"label\">Accuracy on {DisplayText.Count(report.Count, "picture")}</span><span "
                + $"class=\"value\">{DisplayText.Percent(report.Accuracy)}</span>"
            + $"<span class=\"label\">95 % interval {DisplayText.Percent(interval.Lower)} to "
            + $"{DisplayText.Percent(interval.Upper)}</span>{Track(report, interval)}"
            + $"<span class=\"label\">Always saying the most frequent class: {DisplayText.Percent(report.MajorityClassFraction)} (the mark)</span></div>");
        Tile("Macro F1", DisplayText.Percent(report.MacroF1), "the mean of the classes' F1");
        if (report.ClassNames.Count > TopK)
        {
            Tile($"Top {TopK}", DisplayText.Percent(report.TopKAccuracy(TopK)), $"its own class among the first {TopK}");
        }

        Tile("Log-loss", DisplayText.Figure(report.LogLoss), "0 would be certain and right");
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
