using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>Creates the tables of metrics.</summary>
internal static class ReportTables
{
    // A wider matrix does not fit on a terminal.
    private const int MaxMatrix = 12;

    /// <summary>Returns a line with the accuracy and its confidence interval.</summary>
    /// <param name="name">The name of the accuracy, for example <c>Test accuracy</c>.</param>
    /// <param name="report">The metrics.</param>
    public static string AccuracyLine(string name, ClassificationReport report)
    {
        var interval = report.AccuracyInterval;
        return $"{name}: {DisplayText.Percent(report.Accuracy)} of {DisplayText.Count(report.Count, "image")}"
            + (report.UnknownCount == 0 ? "" : $", of which {report.UnknownCount} with labels that the model does not have count as wrong")
            + $" (95 % interval: {DisplayText.Percent(interval.Lower)} to {DisplayText.Percent(interval.Upper)})";
    }

    /// <summary>Creates the table with precision, recall and F1 of each class.</summary>
    public static Table PerClass(ClassificationReport report)
    {
        var table = CreateTable("class", "precision", "recall", "F1", "images");
        foreach (var metrics in report.PerClass)
        {
            table.AddRow(Cell(metrics.Name), Fraction(metrics.Precision), Fraction(metrics.Recall), Fraction(metrics.F1), Cell($"{metrics.Support}"));

            Text Fraction(double fraction) => Cell(metrics.IsMeasured ? DisplayText.Percent(fraction) : "-");
        }

        return table;
    }

    /// <summary>Creates the confusion matrix, or returns null if there are too many classes.</summary>
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

    /// <summary>Creates a table with a text column followed by number columns.</summary>
    public static Table CreateTable(params string[] headers)
    {
        var table = new Table { Border = TableBorder.Simple };
        for (var column = 0; column < headers.Length; column++)
        {
            table.AddColumn(new TableColumn(Cell(headers[column])) { Alignment = column == 0 ? Justify.Left : Justify.Right, NoWrap = true });
        }

        return table;
    }

    /// <summary>Creates a cell of plain text; brackets are not markup.</summary>
    public static Text Cell(string text) => new(DisplayText.OneLine(text));
}
