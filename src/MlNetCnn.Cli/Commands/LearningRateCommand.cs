using System.CommandLine;
using System.Globalization;
using MlNetCnn.Training;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary><c>learning-rate</c>: tries rates on the photos and suggests one.</summary>
internal sealed class LearningRateCommand : ToolCommand
{
    // A curve of a hundred steps is shown by every fifth.
    private const int ShownStep = 5;

    private readonly CommandConsole _console;

    private readonly Option<string> _method = new("--method")
    {
        Description = "What is to be trained: layers of a backbone (finetune) or a network from random weights (scratch).",
        HelpName = $"{TrainingMethod.FineTuning}|{TrainingMethod.Scratch}",
        DefaultValueFactory = _ => TrainingMethod.FineTuning,
    };

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Also write the curve, as CSV with the columns rate and loss.",
        HelpName = "FILE.csv",
    };

    private readonly ImageOptions _images = new();
    private readonly BackboneOptions _backbone = new();
    private readonly NetworkOptions _network = new();
    private readonly TrainingCommandOptions _training = new(keepsState: false);

    /// <summary>Creates the command.</summary>
    public LearningRateCommand(CommandConsole console)
        : base(
            "learning-rate",
            "Trains for up to 100 steps at rising learning rates and suggests the one where the loss falls fastest; the network is thrown away.",
            "--data photos", "--data photos --method scratch --architecture resnet18 --output curve.csv")
    {
        _console = console;
        _method.AcceptOnlyFromAmong(TrainingMethod.FineTuning, TrainingMethod.Scratch);
        _images.AddDataTo(this);
        Add(_method);
        _backbone.AddTo(this);
        _network.AddTo(this);
        Add(_output);
        _images.AddReadingTo(this);
        _training.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var output = parse.GetValue(_output);
        var files = new CommandFiles().ReadsClasses(_images.Paths(parse)).Reads(_backbone.Files(parse)).WritesText(output).Check();
        var common = _images.ReadCommon(parse);
        DatasetSplits? images = null;
        Func<DatasetSplits, Action<string>, IProgress<TrainingProgress>?, Task<LearningRateCurve>> find;
        if (parse.GetRequiredValue(_method) == TrainingMethod.Scratch)
        {
            _backbone.RefuseFor(parse, TrainingMethod.Scratch);
            _training.RefuseFor(parse, TrainingMethod.Scratch);
            var (network, options, width, depth) = _network.Read(parse, _training.ReadScratch(parse, common, null), _backbone.PreprocessingName(parse));
            find = (split, log, progress) =>
                new CnnTrainer(network.With(width, depth), options with { Logger = new LineLogger(log) })
                    .FindLearningRateAsync(split, progress, cancellationToken);
        }
        else
        {
            _network.RefuseFor(parse, TrainingMethod.FineTuning);
            var options = _training.ReadFineTuning(parse, common, null);
            images = _images.ReadSplit(parse, files, _console);
            var backbone = await _backbone.ReadAsync(parse, new TrainingImages(images.Train, common), _console, cancellationToken);
            find = (split, log, progress) =>
                new FineTuningTrainer(backbone, options with { Logger = new LineLogger(log) }).FindLearningRateAsync(split, progress, cancellationToken);
        }

        images ??= _images.ReadSplit(parse, files, _console);
        var curve = await ConsoleProgress.RunAsync(
            _console, parse.GetValue(GlobalOptions.Quiet), (progress, log) => find(images, log, progress));
        _console.WriteLine();
        _console.Write(Table(curve));
        _console.WriteLine(curve.Suggested is { } rate
            ? $"Suggested: --learning-rate {Number(rate)} (there the loss falls fastest)."
            : "No rate is suggested: the loss never fell by more than it differs from batch to batch.");
        if (output is not null)
        {
            AtomicFile.WriteText(output, writer =>
            {
                writer.Write("rate,loss\n");
                foreach (var point in curve.Points)
                {
                    writer.Write(string.Create(CultureInfo.InvariantCulture, $"{point.Rate:R},{point.Loss:R}\n"));
                }
            });
            _console.WriteLine($"Curve: {output}");
        }

        return ExitCode.Done;
    }

    private static Table Table(LearningRateCurve curve)
    {
        var table = ReportTables.CreateTable("learning rate", "loss");
        foreach (var point in curve.Points.Where((_, step) => step % ShownStep == ShownStep - 1 || step == curve.Points.Count - 1))
        {
            table.AddRow(ReportTables.Cell(Number(point.Rate)), ReportTables.Cell(point.Loss.ToString("0.000", CultureInfo.InvariantCulture)));
        }

        return table;
    }

    // Two digits are more than a search knows.
    private static string Number(double rate) =>
        double.Parse(rate.ToString("E1", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString("0.##########", CultureInfo.InvariantCulture);
}
