using System.Globalization;
using System.Text;
using MlNetCnn.Training;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>The table of a comparison.</summary>
internal static class ComparisonTable
{
    private const int Accuracy = 2;
    private const int Training = 8;

    private static readonly string[] Headers =
        ["method", "images per class", "accuracy", "95 %", "spread", "macro F1", "trained weights", "all weights", "training", "to scratch's best",
            "per image", "package"];

    /// <summary>Creates the table for a terminal.</summary>
    /// <param name="rows">The rows.</param>
    public static Table Create(IReadOnlyList<ComparisonRow> rows)
    {
        var columns = Shown(rows);
        var table = ReportTables.CreateTable([.. columns.Select(c => Headers[c])]);
        foreach (var row in rows)
        {
            var cells = Cells(row);
            table.AddRow([.. columns.Select(c => ReportTables.Cell(cells[c]))]);
        }

        return table;
    }

    /// <summary>Returns the table as Markdown.</summary>
    /// <param name="rows">The rows.</param>
    public static string Markdown(IReadOnlyList<ComparisonRow> rows)
    {
        var columns = Shown(rows);
        var text = new StringBuilder();
        text.Append("| ").AppendJoin(" | ", columns.Select(c => Headers[c])).Append(" |\n");
        text.Append('|').AppendJoin('|', columns.Select(c => c == 0 ? "---" : "---:")).Append("|\n");
        foreach (var row in rows)
        {
            var cells = Cells(row);
            text.Append("| ").AppendJoin(" | ", columns.Select(c => cells[c].Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
        }

        return text.Append('\n').Append(Floor([.. rows.SelectMany(row => row.Runs)])).Append('\n').ToString();
    }

    /// <summary>Creates the table for a report, with bars for accuracy and training time.</summary>
    /// <param name="rows">The rows.</param>
    public static ReportTable Report(IReadOnlyList<ComparisonRow> rows)
    {
        var columns = Shown(rows);
        var longest = rows.Max(row => row.TrainingSeconds);
        return new ReportTable([.. columns.Select(c => Headers[c])], [.. rows.Select(row =>
        {
            var cells = Cells(row);
            return (IReadOnlyList<ReportCell>)[.. columns.Select(c => c switch
            {
                0 => new ReportCell(cells[c]),
                Accuracy => ReportCell.Number(cells[c], row.Accuracy),
                Training => ReportCell.Number(cells[c], row.TrainingSeconds / longest),
                _ => ReportCell.Number(cells[c]),
            })];
        })]);
    }

    /// <summary>Returns a sentence with the accuracy of the majority class and the number of test images.</summary>
    /// <param name="runs">The runs.</param>
    public static string Floor(IReadOnlyList<ComparedRun> runs) =>
        $"Always predicting the largest class is right for {DisplayText.Percent(runs.Average(run => run.MajorityClassFraction))} of "
            + $"{DisplayText.Count(runs[0].TestCount, "test image")}.";

    // Empty columns are left out.
    private static int[] Shown(IReadOnlyList<ComparisonRow> rows)
    {
        var cells = rows.Select(Cells).ToList();
        return [.. Enumerable.Range(0, Headers.Length).Where(c => cells.Any(row => row[c].Length > 0))];
    }

    private static string[] Cells(ComparisonRow row)
    {
        var first = row.Runs[0];
        var several = row.Runs.Count > 1;
        return
        [
            DisplayText.OneLine(row.Candidate),
            row.ImagesPerClass is { } count ? Number(count) : "",
            DisplayText.Percent(row.Accuracy),
            string.Create(CultureInfo.InvariantCulture, $"±{100 * row.AccuracyMargin:F1}"),
            several ? string.Create(CultureInfo.InvariantCulture, $"{100 * row.AccuracyStandardDeviation:F1}") : "",
            DisplayText.Percent(row.MacroF1),
            Number((long)row.Runs.Average(run => run.TrainableParameters)),
            Number(first.TotalParameters),
            DisplayText.Seconds(row.TrainingSeconds),
            first.Method != "scratch" && row.SecondsToReachScratch is { } seconds ? DisplayText.Seconds(seconds) : "",
            string.Create(CultureInfo.InvariantCulture, $"{row.MillisecondsPerImage:F1} ms"),
            first.PackageBytes is { } bytes ? DisplayText.Bytes(bytes) : "",
        ];
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
