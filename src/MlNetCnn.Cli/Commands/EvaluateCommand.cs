using System.CommandLine;
using System.Diagnostics;

namespace MlNetCnn.Cli;

/// <summary><c>evaluate</c>: measures a model on labeled images.</summary>
internal sealed class EvaluateCommand : ToolCommand
{
    private readonly CommandConsole _console;
    private readonly Option<string> _model = CommonOptions.Model();

    private readonly Option<string> _data = new("--data")
    {
        Description = "Folder of class folders, or a .csv or .tsv; the test split is measured if there is one.",
        HelpName = "PATH",
        Required = true,
    };

    private readonly GateOptions _gates = new();
    private readonly Option<int> _views = CommonOptions.Views();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<double> _maxBad = CommonOptions.MaxBad();
    private readonly Option<string?> _metrics = CommonOptions.Metrics();
    private readonly Option<string?> _report = CommonOptions.Report();
    private readonly DecoderOptions _decoder = DecoderOptions.ForModel();
    private readonly TableColumnOptions _columns = new();

    /// <summary>Creates the command.</summary>
    public EvaluateCommand(CommandConsole console)
        : base(
            "evaluate",
            "Measures a model on labeled images; with thresholds, it is a quality gate for a build.",
            "--model photos.zip --data new-photos --min-accuracy 0.9",
            "--model photos.zip --data new-photos --baseline last-release.json --max-drop 0.02 --junit gate.xml --markdown gate.md")
    {
        _console = console;
        Add(_model);
        Add(_data);
        _gates.AddTo(this);
        Add(_views);
        Add(_threads);
        _decoder.AddTo(this);
        Add(_maxBad);
        Add(_metrics);
        Add(_report);
        _columns.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var metrics = parse.GetValue(_metrics);
        var reportPath = parse.GetValue(_report);
        var data = parse.GetRequiredValue(_data);
        var files = new CommandFiles()
            .Reads(parse.GetRequiredValue(_model), _gates.Baseline(parse)).ReadsClasses(data)
            .WritesText(metrics, reportPath, _gates.JUnit(parse), _gates.Markdown(parse)).Check();
        var thresholds = _gates.Read(parse);
        var options = new ImageClassifierOptions
        {
            Threads = parse.GetValue(_threads), DecoderSelector = card => _decoder.Read(parse, card), Views = parse.GetValue(_views),
        };
        using var classifier = await ImageClassifier.LoadAsync(parse.GetRequiredValue(_model), options, cancellationToken);
        ViewsNote.Write(_console.Error, classifier, parse.GetValue(_views));
        var listing = _columns.Open(parse, data, _console);
        files.Check(listing);
        var measuredSplit = MeasuredSplit.Choose(listing);
        _console.WriteLine(measuredSplit.Explanation);
        var loadSeconds = clock.Elapsed.TotalSeconds;

        var measured = await ConsoleProgress.RunAsync(
            _console, parse.GetValue(GlobalOptions.Quiet), progress => classifier.EvaluateAsync(measuredSplit.Images, progress, cancellationToken));
        ImageError[] errors = [.. measuredSplit.LeftOut, .. measured.Errors];
        RejectedFiles.Write(_console.Output, errors, parse.GetValue(GlobalOptions.Verbose));
        MlNetNote.Write(_console.Output, measured.MlNetDifferences);
        WriteUnknownLabels(measured);
        var unusable = measured.FindTooManyUnusable(measuredSplit.LeftOut, parse.GetValue(_maxBad) / 100);
        if (unusable is { Code: ErrorCodes.DataNoneUsable } && measured.UnknownLabels.Count == 0)
        {
            throw unusable;
        }

        var report = measured.CreateReport();
        WriteReport(report);
        await WriteMlNetVersionNoteAsync(parse, classifier.Card, measured, cancellationToken);
        var total = clock.Elapsed.TotalSeconds;
        var outcome = new GateOutcome(parse.GetRequiredValue(_model), measuredSplit.Explanation, report, thresholds, total)
        {
            RejectedCount = errors.Length,
            Unusable = unusable,
        };
        GateText.WriteComparison(_console, report, thresholds.Baseline);
        var seconds = new TrainingSeconds(loadSeconds, 0, 0, total - loadSeconds, total);
        var network = reportPath is null ? null : await ImageNetwork.LoadAsync(outcome.Model, cancellationToken);
        WriteFiles(
            ("Metrics", metrics, path => MetricsFile.Write(path, new RunMetrics(classifier.Card, report, seconds) { RejectedCount = errors.Length })),
            ("Report", reportPath, path => ReportFile.Write(
                path, new RunReport(parse, TimeProvider.System).Of(outcome, classifier.Card, measured, listing.Source, errors, seconds),
                network!, cancellationToken)),
            ("JUnit", _gates.JUnit(parse), path => JUnitFile.Write(path, outcome)),
            ("Summary", _gates.Markdown(parse), path => MarkdownFile.Write(path, outcome)));
        var isPassed = GateText.WriteMissed(_console, outcome);
        return unusable is not null ? throw unusable : isPassed ? ExitCode.Done : ExitCode.GateMissed;
    }

    private async Task WriteMlNetVersionNoteAsync(ParseResult parse, ModelCard card, ModelEvaluation measured, CancellationToken cancellationToken)
    {
        var model = parse.GetRequiredValue(_model);
        if (card.ResizeFactor is null && !ModelPath.IsNetwork(model))
        {
            var images = measured.Images.Select(image => image.Path).ToArray();
            var drift = await ScoreDrift.OfMlNetVersionsAsync(model, images, parse.GetValue(_threads), cancellationToken);
            MlNetVersionNote.Write(_console.Output, drift, card, model, parse.GetRequiredValue(_data));
        }
    }

    private void WriteFiles(params (string Name, string? Path, Action<string> Write)[] files)
    {
        if (files.Any(file => file.Path is not null))
        {
            _console.WriteLine();
        }

        foreach (var (name, path, write) in files)
        {
            if (path is not null)
            {
                write(path);
                _console.WriteLine($"{name + ":",-8} {path}");
            }
        }
    }

    private void WriteUnknownLabels(ModelEvaluation measured)
    {
        if (measured.UnknownLabels.Count > 0)
        {
            _console.WriteLine("Labels that the model does not have; their images count as wrong:");
            foreach (var (label, count) in measured.UnknownLabels)
            {
                _console.WriteLine($"  {DisplayText.OneLine(label)}: {DisplayText.Count(count, "image")}");
            }
        }
    }

    private void WriteReport(ClassificationReport report)
    {
        _console.WriteLine();
        _console.WriteLine(ReportTables.AccuracyLine("Accuracy", report));
        if (report.PerClass.Count > 5)
        {
            _console.WriteLine($"Top 5:    {DisplayText.Percent(report.TopKAccuracy(5))}");
        }

        _console.WriteLine($"Macro F1: {DisplayText.Percent(report.MacroF1)}");
        _console.WriteLine(FormattableString.Invariant($"Log-loss: {report.LogLoss:F4}"));
        _console.WriteLine();
        _console.Write(ReportTables.PerClass(report));
        if (ReportTables.Confusion(report) is { } confusion)
        {
            _console.WriteLine();
            _console.Write(confusion);
        }
    }
}
