namespace MlNetCnn.Diagnostics;

/// <summary>Writes the confusion matrix. A number links to its images within the page; no script is needed.</summary>
internal static class ConfusionPart
{
    private const int MaxClasses = 25;
    private const int MaxPairs = 12;

    /// <summary>Selects the classes of the matrix: all, or those with the most mistakes if there are many.</summary>
    /// <param name="confusion">The matrix.</param>
    /// <returns>Indices in ascending order.</returns>
    public static IReadOnlyList<int> ShownClasses(ConfusionMatrix confusion)
    {
        var classes = Enumerable.Range(0, confusion.ClassNames.Count);
        if (confusion.ClassNames.Count <= MaxClasses)
        {
            return [.. classes];
        }

        var mistakes = new int[confusion.ClassNames.Count];
        foreach (var (trueClass, predictedClass, count) in confusion.NonZero.Where(cell => cell.True != cell.Predicted))
        {
            mistakes[trueClass] += count;
            mistakes[predictedClass] += count;
        }

        return [.. classes.OrderByDescending(k => mistakes[k]).Take(MaxClasses).Order()];
    }

    /// <summary>Writes the matrix, the images of its cells, and the most confused pairs.</summary>
    public static void Write(
        HtmlWriter html, ReportContent content, IReadOnlyList<int> classes, ReportSelection selection, ImageFigures figures)
    {
        if (content.Measured is not { } report)
        {
            return;
        }

        html.BeginSection("confusion", "Confusion matrix");
        html.Paragraph(
            "Each row is a true class and each column a predicted class; correct predictions are on the diagonal."
            + (content.Images.Count > 0 ? " Click a number to see its images." : ""));
        if (classes.Count < report.ClassNames.Count)
        {
            html.Paragraph($"Only the {classes.Count} of {report.ClassNames.Count} classes with the most mistakes are shown.");
        }

        html.Markup("<div class=\"beside\">");
        WriteMatrix(html, report, classes, selection);
        WritePairs(html, report, selection);
        html.Markup("</div>");
        foreach (var (trueClass, predictedClass, count) in report.Confusion.NonZero)
        {
            if (selection.Cell(trueClass, predictedClass) is { Count: > 0 } shown)
            {
                WritePanel(html, figures, trueClass, predictedClass, count, shown);
            }
        }

        html.EndSection();
    }

    private static void WriteMatrix(HtmlWriter html, ClassificationReport report, IReadOnlyList<int> classes, ReportSelection selection)
    {
        html.Markup("<div class=\"scroll\"><table class=\"matrix\">\n<thead><tr><th scope=\"col\">true class</th>");
        foreach (var predicted in classes)
        {
            html.Markup($"<th scope=\"col\" class=\"turned\" title=\"predicted as {Name(predicted)}\"><span><bdi>{Name(predicted)}</bdi></span></th>");
        }

        html.Markup("</tr></thead>\n<tbody>");
        foreach (var actual in classes)
        {
            var support = report.PerClass[actual].Support;
            html.Markup($"<tr><th scope=\"row\" title=\"{Name(actual)}\"><bdi>{Name(actual)}</bdi></th>");
            html.Markup(string.Concat(classes.Select(predicted => Cell(actual, predicted, support))) + "</tr>");
        }

        html.Markup("</tbody></table></div>");

        string Name(int k) => HtmlText.Escape(report.ClassNames[k]);

        string Cell(int actual, int predicted, int support)
        {
            var count = report.Confusion[actual, predicted];
            if (count == 0)
            {
                return "<td class=\"none\">0</td>";
            }

            var style = ReportColors.Fill(actual == predicted ? ReportColors.Blue : ReportColors.Vermillion, (double)count / support);
            var title = $"{DisplayText.Count(count, "image")} of {Name(actual)} predicted as {Name(predicted)}";
            return selection.Cell(actual, predicted).Count > 0
                ? $"<td style=\"{style}\"><a href=\"#{Id(actual, predicted)}\" title=\"{title}\">{count}</a></td>"
                : $"<td style=\"{style}\" title=\"{title}\">{count}</td>";
        }
    }

    private static string Id(int trueClass, int predictedClass) => $"cell-{trueClass}-{predictedClass}";

    private static void WritePanel(
        HtmlWriter html, ImageFigures figures, int trueClass, int predictedClass, int count, IReadOnlyList<ScoredImage> shown)
    {
        var isRight = trueClass == predictedClass;
        var (actual, predicted) = (HtmlText.Escape(figures.Names.Class(trueClass)), HtmlText.Escape(figures.Names.Class(predictedClass)));
        html.Markup($"<div class=\"panel\" id=\"{Id(trueClass, predictedClass)}\"><a class=\"close\" href=\"#confusion\">Close</a>");
        html.Markup(isRight ? $"<h3><bdi>{actual}</bdi>, correct</h3>" : $"<h3><bdi>{actual}</bdi>, predicted as <bdi>{predicted}</bdi></h3>");
        html.Paragraph(
            (shown.Count == count ? $"{DisplayText.Count(count, "image")}" : $"{shown.Count} of {count} images")
            + (isRight ? ", the least confident first, with the confidence of the model." : ", the most confident first, with the confidence of the model.")
            + (shown.Count == count ? "" : $" {count - shown.Count} are left out to keep the page small."));
        figures.WriteSmall(html, shown);
        html.Markup("</div>");
    }

    private static void WritePairs(HtmlWriter html, ClassificationReport report, ReportSelection selection)
    {
        var pairs = report.Confusion.MostConfused(MaxPairs);
        if (pairs.Count == 0)
        {
            return;
        }

        html.Markup("<div class=\"pairs\"><h3>Most confused pairs</h3>\n<div class=\"scroll\"><table>\n<thead><tr><th scope=\"col\">true class</th><th "
            + "scope=\"col\">predicted as</th>"
            + "<th scope=\"col\" class=\"number\">images</th><th scope=\"col\" class=\"number\">of its class</th></tr></thead>\n<tbody>");
        foreach (var (trueClass, predictedClass, count) in pairs)
        {
            var number = selection.Cell(trueClass, predictedClass).Count > 0 ? $"<a href=\"#{Id(trueClass, predictedClass)}\">{count}</a>" : $"{count}";
            html.Markup(
                $"<tr><th scope=\"row\"><bdi>{HtmlText.Escape(report.ClassNames[trueClass])}</bdi></th>"
                + $"<td><bdi>{HtmlText.Escape(report.ClassNames[predictedClass])}</bdi></td><td class=\"number\">{number}</td>"
                + $"<td class=\"number\">{DisplayText.Percent((double)count / report.PerClass[trueClass].Support)}</td></tr>");
        }

        html.Markup("</tbody></table></div></div>");
    }
}
