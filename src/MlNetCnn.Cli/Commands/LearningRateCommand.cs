using System.CommandLine;
using System.Globalization;
using MlNetCnn.Training;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary><c>learning-rate</c>: runs a learning rate range test and suggests a rate.</summary>
internal sealed class LearningRateCommand : ToolCommand
{
    // The table shows every fifth of a hundred steps.
    private const int ShownStep = 5;

    private readonly CommandConsole _console;

    private readonly Option<string> _method = new("--method")
    {
        Description = "Fine-tuning, or a network from scratch.",
        HelpName = $"{TrainingMethod.FineTuning}|{TrainingMethod.Scratch}",
        DefaultValueFactory = _ => TrainingMethod.FineTuning,
    };

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Also write the curve as CSV with the columns rate and loss.",
        HelpName = "FILE.csv",
    };

    private readonly ImageOptions _images = new();
    private readonly BackboneOptions _backbone = new();
    private readonly NetworkOptions _network = new();

    // The test sets the rate of every step itself, takes too few steps for epochs, and keeps no weights.
    private readonly TrainingCommandOptions _training = new(keepsState: false, without:
    [
        nameof(FineTuningOptions.Epochs), nameof(TrainingOptions.LearningRate), nameof(TrainingOptions.Schedule),
        nameof(TrainingOptions.GradientAccumulationSteps), nameof(TrainingOptions.EmaDecay), nameof(TrainingOptions.MonitoredMetric),
        nameof(TrainingOptions.Patience),
    ]);

    /// <summary>Creates the command.</summary>
    public LearningRateCommand(CommandConsole console)
        : base(
            "learning-rate",
            "Trains for up to 100 steps with an increasing learning rate and suggests the rate where the loss falls fastest; writes no model.",
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

    /// <inheritdoc/>
    public override IReadOnlyList<string> Methods => [TrainingMethod.FineTuning, TrainingMethod.Scratch];

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
            ? $"Suggested: --learning-rate {Number(rate)} (where the loss falls fastest)."
            : "No rate is suggested: the loss never fell by more than the noise between batches.");
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

    // The test is not accurate beyond two digits.
    private static string Number(double rate) =>
        double.Parse(rate.ToString("E1", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture).ToString("0.##########", CultureInfo.InvariantCulture);
}
