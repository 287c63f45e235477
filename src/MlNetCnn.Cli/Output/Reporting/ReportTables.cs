using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>Draws what was measured.</summary>
internal static class ReportTables
{
    // A wider matrix no longer fits a terminal.
    private const int MaxMatrix = 12;

    /// <summary>One line with the accuracy and how far it can be trusted.</summary>
    /// <param name="name">What the accuracy is of, for example <c>Test accuracy</c>.</param>
    /// <param name="report">The figures.</param>
    public static string AccuracyLine(string name, ClassificationReport report)
    {
        var interval = report.AccuracyInterval;
        return $"{name}: {DisplayText.Percent(report.Accuracy)} of {DisplayText.Count(report.Count, "photo")}"
            + (report.UnknownCount == 0 ? "" : $", of which {report.UnknownCount} with labels that the model does not know count as wrong")
            + $" (95 % interval: {DisplayText.Percent(interval.Lower)} to {DisplayText.Percent(interval.Upper)})";
    }

    /// <summary>Precision, recall and F1 of each class.</summary>
    public static Table PerClass(ClassificationReport report)
    {
        var table = CreateTable("class", "precision", "recall", "F1", "photos");
        foreach (var metrics in report.PerClass)
        {
            table.AddRow(Cell(metrics.Name), Fraction(metrics.Precision), Fraction(metrics.Recall), Fraction(metrics.F1), Cell($"{metrics.Support}"));

            Text Fraction(double fraction) => Cell(metrics.IsMeasured ? DisplayText.Percent(fraction) : "-");
        }

        return table;
    }

    /// <summary>Which class was taken for which, or null where there are too many classes to show.</summary>
    public static Table? Confusion(ClassificationReport report)
    {
        var names = report.PerClass.Select(metrics => metrics.Name).ToArray();
        if (names.Length > MaxMatrix)
        {
            return null;
        }

        var table = CreateTable(["actual \\ predicted", .. names]);
        for (var actual = 0; actual < names.Length; actual++)
        {
            table.AddRow([Cell(names[actual]), .. names.Select((_, predicted) => Cell($"{report.Confusion[actual, predicted]}"))]);
        }

        return table;
    }

    /// <summary>A table whose first column is text and whose others are numbers.</summary>
    public static Table CreateTable(params string[] headers)
    {
        var table = new Table { Border = TableBorder.Simple };
        for (var column = 0; column < headers.Length; column++)
        {
            table.AddColumn(new TableColumn(Cell(headers[column])) { Alignment = column == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        }

        return table;
    }

    /// <summary>A cell of plain text; brackets in it are no markup.</summary>
    public static Text Cell(string text) => new(DisplayText.OneLine(text));
}
