using System.CommandLine;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary><c>train</c>: trains and measures a model.</summary>
internal sealed class TrainCommand : ToolCommand
{
    private readonly CommandConsole _console;

    private readonly Option<string> _method = new("--method")
    {
        Description = "Frozen features, fine-tuning, or a network from scratch.",
        HelpName = string.Join('|', TrainingMethod.All),
        DefaultValueFactory = _ => TrainingMethod.Features,
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Model file to write (an ML.NET .zip).",
        HelpName = "FILE.zip",
        Required = true,
    };

    private readonly Option<bool> _imageColumn = new("--image-column")
    {
        Description = "Write a model that takes images in memory (column Image of type MLImage) instead of paths.",
    };

    private readonly Option<string?> _onnx = new("--onnx")
    {
        Description = "Also write the network as ONNX.",
        HelpName = "FILE.onnx",
    };

    private readonly ImageOptions _images = new();
    private readonly BackboneOptions _backbone = new();
    private readonly Option<string?> _metrics = CommonOptions.Metrics();
    private readonly Option<string?> _report = CommonOptions.Report();

    private readonly Option<string?> _baseline = new("--baseline")
    {
        Description = "Metrics file of an earlier run to compare with.",
        HelpName = "FILE.json",
    };

    private readonly Option<bool> _calibrate = new("--calibrate")
    {
        Description = "Calibrate the probabilities by temperature scaling; the predicted class does not change.",
    };

    private readonly FeatureCacheOptions _cache = new();
    private readonly TrainingCommandOptions _training = new();
    private readonly NetworkOptions _network = new();

    /// <summary>Creates the command.</summary>
    public TrainCommand(CommandConsole console)
        : base(
            "train",
            "Trains an image classifier and measures it on test images.",
            "--data photos --output photos.zip --report photos.html",
            "--data photos.csv --backbone resnet.onnx --output photos.zip",
            "--data photos --method finetune --output photos.zip",
            "--data photos --method scratch --architecture resnet18 --output photos.zip")
    {
        _console = console;
        _method.AcceptOnlyFromAmong([.. TrainingMethod.All]);
        _images.AddDataTo(this);
        Add(_method);
        _backbone.AddTo(this);
        Add(_output);
        Add(_imageColumn);
        Add(_onnx);
        _images.AddReadingTo(this);
        _cache.AddTo(this);
        Add(_metrics);
        Add(_calibrate);
        Add(_report);
        Add(_baseline);
        _network.AddTo(this);
        _training.AddTo(this);
        SetAction(RunAsync);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> Methods => TrainingMethod.All;

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var output = parse.GetRequiredValue(_output);
        var onnx = parse.GetValue(_onnx);
        var metrics = parse.GetValue(_metrics);
        if (!output.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, "--output is not an ML.NET .zip",
                expected: "a path that ends in .zip", received: output, fix: "use a name that ends in .zip; --onnx FILE.onnx writes the network alone");
        }

        var options = _images.ReadCommon(parse) with { Calibrate = parse.GetValue(_calibrate) };
        var method = parse.GetRequiredValue(_method);
        Refuse(parse, method);
        var fineTuning = method == TrainingMethod.FineTuning ? _training.ReadFineTuning(parse, options, output) : null;
        var scratch = method == TrainingMethod.Scratch ? _training.ReadScratch(parse, options, output) : null;
        TrainingOptions? training = (TrainingOptions?)fineTuning ?? scratch;
        var report = parse.GetValue(_report);
        var files = new CommandFiles()
            .ReadsClasses(_images.Paths(parse)).Reads(_backbone.Files(parse)).Reads(parse.GetValue(_baseline)).ReadsFolder(_cache.Folder(parse))
            .Writes(output, onnx, training?.CheckpointPath).WritesText(metrics, report).Check();
        var baseline = parse.GetValue(_baseline) is { } earlier ? EarlierRun.Read(earlier) : null;
        var network = scratch is null ? default : _network.Read(parse, scratch, _backbone.PreprocessingName(parse));
        var split = _images.ReadSplit(parse, files, _console);
        var backbone = scratch is null ? await _backbone.ReadAsync(parse, new TrainingImages(split.Train, options), _console, cancellationToken) : null;

        options = backbone is null ? options : _cache.AddCache(options, backbone, parse, _console);
        var quiet = parse.GetValue(GlobalOptions.Quiet);
        var model = fineTuning is not null
            ? await NetworkWork.RunAsync(_console, quiet, fineTuning, (log, progress) =>
                new FineTuningTrainer(backbone!, fineTuning with { Cache = options.Cache, Logger = new LineLogger(log) })
                    .TrainAsync(split, progress, cancellationToken), cancellationToken)
            : scratch is not null
            ? await NetworkWork.RunAsync(_console, quiet, scratch, (log, progress) =>
                new CnnTrainer(network.Network.With(network.Width, network.Depth), network.Options with { Logger = new LineLogger(log) })
                    .TrainAsync(split, progress, cancellationToken), cancellationToken)
            : await ConsoleProgress.RunAsync(
                _console, quiet, progress => new FeatureTrainer(backbone!, options).TrainAsync(split, progress, cancellationToken));
        Save(model, output, parse.GetValue(_imageColumn), onnx);
        if (metrics is not null)
        {
            MetricsFile.Write(metrics, RunMetrics.Of(model));
        }

        if (report is not null)
        {
            ReportFile.Write(report, new RunReport(parse, TimeProvider.System).Of(model, split, output, baseline), ImageNetwork.Of(model), cancellationToken);
        }

        if (training is not null)
        {
            NetworkWork.DeleteState(training);
            EpochTable.Write(_console, model);
        }

        TrainingSummary.Write(_console, model, parse.GetValue(GlobalOptions.Verbose), options.Cache);
        GateText.WriteComparison(_console, model.TestReport, baseline);
        WriteFiles(("Model", output), ("Network", onnx), ("Metrics", metrics), ("Report", report));
        WriteNext(output);
        return ExitCode.Done;
    }

    /// <summary>Rejects the options of other methods.</summary>
    private void Refuse(ParseResult parse, string method)
    {
        _training.RefuseFor(parse, method);
        if (method == TrainingMethod.Scratch)
        {
            _backbone.RefuseFor(parse, method);
            _cache.RefuseFor(parse, method);
        }
        else
        {
            _network.RefuseFor(parse, method);
        }
    }

    private static void Save(TrainedClassifier model, string output, bool imageColumn, string? onnx)
    {
        if (imageColumn)
        {
            model.SaveForImages(output);
        }
        else
        {
            model.Save(output);
        }

        if (onnx is not null)
        {
            model.SaveOnnx(onnx);
        }
    }

    private void WriteFiles(params (string Name, string? Path)[] files)
    {
        foreach (var (name, path) in files.Where(file => file.Path is not null))
        {
            _console.WriteLine($"{name + ":",-8} {path}");
        }
    }

    private void WriteNext(string output)
    {
        _console.WriteLine();
        _console.WriteLine("Next, classify images with it:");
        _console.WriteLine($"  {ConsoleTool.Name} predict --model {ConsoleTool.Quote(output)} PHOTO_OR_FOLDER");
    }
}
