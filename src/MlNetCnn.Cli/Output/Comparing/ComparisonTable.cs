using System.Globalization;
using System.Text;
using MlNetCnn.Training;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>A comparison as a table for people.</summary>
internal static class ComparisonTable
{
    private const int Accuracy = 2;
    private const int Training = 8;

    private static readonly string[] Headers =
        ["way", "photos per class", "accuracy", "95 %", "spread", "macro F1", "trained weights", "all weights", "training", "to scratch's best",
            "per photo", "package"];

    /// <summary>The table for a terminal.</summary>
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

    /// <summary>The table as Markdown.</summary>
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

    /// <summary>The table for a report, accuracy and training time with bars.</summary>
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

    /// <summary>A sentence on what guessing would give, and on how many photos it all rests.</summary>
    /// <param name="runs">The runs.</param>
    public static string Floor(IReadOnlyList<ComparedRun> runs) =>
        $"Naming always the largest class gives {DisplayText.Percent(runs.Average(run => run.MajorityClassFraction))} of "
            + $"{DisplayText.Count(runs[0].TestCount, "test photo")}.";

    // A column without anything in it is left out.
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
