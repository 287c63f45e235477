using System.Text;

namespace MlNetCnn.Cli;

/// <summary>The result of an evaluation as Markdown, for the summary of a build or a pull request.</summary>
internal static class MarkdownFile
{
    private const int ConfusedPairs = 10;
    private const string Special = "\\`*_[]#|~$";

    /// <summary>Writes the file atomically.</summary>
    /// <param name="path">The file.</param>
    /// <param name="outcome">The result.</param>
    public static void Write(string path, GateOutcome outcome) => AtomicFile.WriteText(path, writer => writer.Write(ToText(outcome)));

    /// <summary>Escapes Markdown and HTML.</summary>
    /// <param name="text">The text.</param>
    public static string Escape(string text) => string.Concat(DisplayText.OneLine(text).Select(c => c switch
    {
        '<' => "&lt;",
        '>' => "&gt;",
        '&' => "&amp;",
        _ when Special.Contains(c) => $"\\{c}",
        _ => c.ToString(),
    }));

    private static string Fraction(ClassMetrics metrics, double fraction) => metrics.IsMeasured ? DisplayText.Percent(fraction) : "-";

    private static string ToText(GateOutcome outcome)
    {
        var report = outcome.Report;
        var text = new StringBuilder();
        Line($"## {Escape(outcome.ModelName)}");
        Line(Escape(outcome.Data));
        if (outcome.RejectedCount > 0)
        {
            Line($"{DisplayText.Count(outcome.RejectedCount, "file or row", "files or rows")} could not be used.");
        }

        if (report.UnknownCount > 0)
        {
            Line($"{Escape(outcome.Unknown)}.");
        }

        if (outcome.Unusable is { } unusable)
        {
            Line($"**Failed**: {Escape($"{unusable.Problem}; expected {unusable.Expected}")}.");
        }

        if (outcome.Gates.Count > 0)
        {
            Line(outcome.Missed.Count == 0
                ? $"**Passed** {DisplayText.Count(outcome.Gates.Count, "gate")}."
                : $"**Missed** {outcome.Missed.Count} of {DisplayText.Count(outcome.Gates.Count, "gate")}.");
            Table(
                ["gate", "value", "minimum", "result"],
                outcome.Gates.Select(gate => new[]
                {
                    Escape(gate.Measure) + (gate.Source is null ? "" : $" ({Escape(gate.Source)})"), gate.Text(gate.Value), gate.Text(gate.Threshold),
                    gate.IsPassed ? "passed" : $"**missed** by {gate.Text(gate.Shortfall)}",
                }));
        }

        Figures(outcome);
        Table(
            ["class", "precision", "recall", "F1", "images"],
            report.PerClass.Select(metrics => new[]
            {
                Escape(metrics.Name), Fraction(metrics, metrics.Precision), Fraction(metrics, metrics.Recall), Fraction(metrics, metrics.F1),
                $"{metrics.Support}",
            }));
        var confused = report.Confusion.MostConfused(ConfusedPairs);
        if (confused.Count > 0)
        {
            Line("Most frequent confusions:");
            Table(
                ["true class", "predicted class", "images"],
                confused.Select(cell => new[] { Escape(report.ClassNames[cell.True]), Escape(report.ClassNames[cell.Predicted]), $"{cell.Count}" }),
                names: 2);
        }

        return text.ToString().TrimEnd('\n') + "\n";

        void Line(string line) => text.Append(line).Append("\n\n");

        void Table(string[] headers, IEnumerable<string[]> rows, int names = 1)
        {
            text.Append($"| {string.Join(" | ", headers)} |\n");
            text.Append($"|{string.Concat(headers.Select((_, column) => column < names ? " --- |" : " ---: |"))}\n");
            foreach (var row in rows)
            {
                text.Append($"| {string.Join(" | ", row)} |\n");
            }

            text.Append('\n');
        }

        void Figures(GateOutcome of)
        {
            var interval = report.AccuracyInterval;
            var accuracy = $"{DisplayText.Percent(report.Accuracy)} ({DisplayText.Percent(interval.Lower)} to {DisplayText.Percent(interval.Upper)})";
            if (of.Thresholds.Baseline is not { } baseline)
            {
                Table(
                    ["metric", "value"],
                    [["accuracy (95 % interval)", accuracy], ["macro F1", DisplayText.Percent(report.MacroF1)],
                        ["log-loss", DisplayText.Figure(report.LogLoss)]]);
                return;
            }

            Table(
                ["metric", "value", "baseline", "change"],
                [
                    ["accuracy (95 % interval)", accuracy, DisplayText.Percent(baseline.Accuracy), DisplayText.Points(report.Accuracy - baseline.Accuracy)],
                    ["macro F1", DisplayText.Percent(report.MacroF1), DisplayText.Percent(baseline.MacroF1),
                        DisplayText.Points(report.MacroF1 - baseline.MacroF1)],
                    ["log-loss", DisplayText.Figure(report.LogLoss), baseline.LogLoss is { } loss ? DisplayText.Figure(loss) : "-",
                        baseline.LogLoss is { } earlier ? DisplayText.Signed(report.LogLoss - earlier) : "-"],
                ]);
            foreach (var difference in baseline.Differences(report))
            {
                Line($"Note: {Escape(difference)}.");
            }
        }
    }
}
