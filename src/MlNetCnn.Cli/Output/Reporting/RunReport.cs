using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>Creates the content of reports.</summary>
/// <param name="parse">The command line.</param>
/// <param name="time">The clock.</param>
internal sealed class RunReport(ParseResult parse, TimeProvider time)
{
    // The reader of the page may have the program at another path, or not at all.
    private string Repeated => string.Join(' ', parse.Tokens.Select(token => ConsoleTool.Quote(token.Value)).Prepend(ConsoleTool.ToolName));

    /// <summary>Creates the report of a training.</summary>
    /// <param name="model">The trained model.</param>
    /// <param name="split">The images.</param>
    /// <param name="output">The model's file.</param>
    /// <param name="baseline">An earlier run to compare with, or null.</param>
    public ReportContent Of(TrainedClassifier model, DatasetSplits split, string output, EarlierRun? baseline)
    {
        var content = ReportContent.Of(model, Path.GetFileName(output));
        return content with
        {
            Facts = [.. Common(split.Train.Source, split.Explanation), .. content.Facts],
            Command = Repeated,
            Notes = [.. content.Notes, .. split.Warnings.Select(DisplayText.Sentence), .. MlNetNotes(model.MlNetDifferences)],
            PeakMemoryBytes = PeakMemory(),
            Sections = Comparison(baseline, model.TestReport),
        };
    }

    /// <summary>Creates the report of an evaluation.</summary>
    /// <param name="outcome">The result.</param>
    /// <param name="card">The model card.</param>
    /// <param name="measured">The predictions.</param>
    /// <param name="source">The images.</param>
    /// <param name="errors">The images that could not be used.</param>
    /// <param name="seconds">The durations of the steps.</param>
    public ReportContent Of(
        GateOutcome outcome, ModelCard card, ModelEvaluation measured, string source, IReadOnlyList<ImageError> errors, TrainingSeconds seconds) => new()
        {
            Title = Path.GetFileName(outcome.Model),
            Card = card,
            Facts = Common(source, outcome.Data),
            Command = Repeated,
            Notes =
            [
                .. outcome.Unusable is { } unusable ? [DisplayText.Sentence($"failed: {unusable.Problem}, {unusable.Expected}")] : Array.Empty<string>(),
                .. outcome.Missed.Select(gate => DisplayText.Sentence($"missed: {gate.Sentence}")),
                .. measured.UnknownLabels.Select(unknown => $"{DisplayText.Count(unknown.Value, "image")} labeled {unknown.Key} "
                    + $"{(unknown.Value == 1 ? "counts" : "count")} as wrong: the model has no such class."),
                .. MlNetNotes(measured.MlNetDifferences),
            ],
            Measured = outcome.Report,
            Images = measured.Images,
            Errors = errors,
            Seconds = [new("load the model and list the images", seconds.Load), new("score the images", seconds.Evaluate), new("total", seconds.Total)],
            PeakMemoryBytes = PeakMemory(),
            Sections = Comparison(outcome.Thresholds.Baseline, outcome.Report),
        };

    /// <summary>Creates the report of a comparison.</summary>
    /// <param name="rows">The results.</param>
    /// <param name="split">The images, as split by the first seed.</param>
    public ReportContent Of(IReadOnlyList<ComparisonRow> rows, DatasetSplits split) => new()
    {
        Title = $"{DisplayText.Count(rows.Select(row => row.Candidate).Distinct().Count(), "method")} trained on "
            + $"{Path.GetFileName(split.Train.Source.TrimEnd('/', '\\'))}",
        Facts = Common(split.Train.Source, split.Explanation),
        Command = Repeated,
        Notes = [.. split.Warnings.Select(DisplayText.Sentence)],
        PeakMemoryBytes = PeakMemory(),
        Sections =
        [
            new ReportSection("Comparison", ComparisonTable.Report(rows))
            {
                Paragraphs = [ComparisonTable.Floor([.. rows.SelectMany(row => row.Runs)])],
            },
        ],
    };

    private static IEnumerable<string> MlNetNotes(MlNetDifferences differences) => differences.Count == 0
        ? []
        : [$"Plain ML.NET decodes different pixels for {DisplayText.Count(differences.Count, "image")}; 'datasets normalize' writes copies that "
            + "decode to the same pixels."];

    private static long? PeakMemory()
    {
        using var process = Process.GetCurrentProcess();
        return process.PeakWorkingSet64 is > 0 and var bytes ? bytes : null;
    }

    private static IReadOnlyList<ReportSection> Comparison(EarlierRun? baseline, ClassificationReport? report)
    {
        if (baseline is null || report is null)
        {
            return [];
        }

        var rows = new List<IReadOnlyList<ReportCell>>
        {
            Fractions("accuracy", report.Accuracy, baseline.Accuracy),
            Fractions("macro F1", report.MacroF1, baseline.MacroF1),
        };
        if (baseline.LogLoss is { } loss)
        {
            rows.Add(
            [
                "log-loss", ReportCell.Number(DisplayText.Figure(report.LogLoss)), ReportCell.Number(DisplayText.Figure(loss)),
                ReportCell.Number(DisplayText.Signed(report.LogLoss - loss)),
            ]);
        }

        rows.AddRange(report.PerClass.Where(metrics => metrics.IsMeasured && !double.IsNaN(baseline.ClassF1.GetValueOrDefault(metrics.Name, double.NaN)))
            .Select(metrics => Fractions($"F1 of {metrics.Name}", metrics.F1, baseline.ClassF1[metrics.Name])));
        return
        [
            new ReportSection("Compared with an earlier run", new ReportTable(["metric", "this run", "earlier run", "change"], rows))
            {
                Paragraphs = [$"Earlier run: {baseline.Path}.", .. baseline.Differences(report).Select(DisplayText.Sentence)],
            },
        ];
    }

    private static IReadOnlyList<ReportCell> Fractions(string name, double now, double earlier) =>
    [
        name, ReportCell.Number(DisplayText.Percent(now), now), ReportCell.Number(DisplayText.Percent(earlier), earlier),
        ReportCell.Number(DisplayText.Points(now - earlier)),
    ];

    private IReadOnlyList<KeyValuePair<string, string>> Common(string source, string explanation) =>
    [
        new("Data", source),
        new("Split", explanation),
        new("Time", time.GetUtcNow().ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture)),
        new("Versions", string.Join(", ", Versions.All.Select(entry => $"{entry.Key} {entry.Value}"))),
    ];
}
