using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Diagnostics;

namespace MlNetCnn.Cli;

/// <summary><c>predict</c>: classifies images.</summary>
internal sealed class PredictCommand : ToolCommand
{
    private readonly CommandConsole _console;
    private readonly Option<string> _model = CommonOptions.Model();

    private readonly Argument<string[]> _paths = new("PATH")
    {
        Description = "Images, folders of images, or .csv or .tsv tables of paths.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<int> _top = CommonOptions.CheckedNumber(new ToolOption<int>("--top")
    {
        Description = "Classes per image, the most probable first.",
        HelpName = "K",
        DefaultValueFactory = _ => 1,
    }, new RangeAttribute(1, int.MaxValue));

    private readonly Option<string> _format = CommonOptions.Choice(
        "--format",
        "Output format; csv (path,label,probability,...,error) has unchanged names, so import it as text.",
        PredictionFormat.Table);

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write to this file instead of standard output.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _mlNetCompatible = new("--mlnet-decoding")
    {
        Description = "Decode like plain ML.NET: ignore EXIF orientation, show transparent areas black, accept truncated files.",
    };

    private readonly DecoderOptions _decoder = DecoderOptions.ForModel();
    private readonly Option<int> _views = CommonOptions.Views();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<double> _maxBad = CommonOptions.MaxBad();
    private readonly TableColumnOptions _columns = new();

    /// <summary>Creates the command.</summary>
    public PredictCommand(CommandConsole console)
        : base(
            "predict",
            "Classifies images; an image that cannot be used gets a row with the reason.",
            "--model photos.zip one.jpg more-photos",
            "--model photos.zip more-photos --top 3 --format csv --output classes.csv",
            "--model photos.zip one.jpg --mlnet-decoding")
    {
        _console = console;
        Add(_model);
        Add(_paths);
        Add(_top);
        Add(_format);
        Add(_output);
        Add(_mlNetCompatible);
        _decoder.AddTo(this);
        Add(_views);
        Add(_threads);
        Add(_maxBad);
        _columns.AddPathsTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var output = parse.GetValue(_output);
        var paths = parse.GetRequiredValue(_paths);
        var files = new CommandFiles().Reads(parse.GetRequiredValue(_model)).ReadsImages(paths).WritesText(output).Check();
        if (parse.GetValue(_mlNetCompatible) && parse.GetValue(_views) > 1)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, "--mlnet-decoding and --tta contradict each other",
                received: "plain ML.NET scores each image once", fix: "keep one of the two");
        }

        if (parse.GetValue(_mlNetCompatible) && _decoder.HasBackground(parse))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, "--mlnet-decoding and --background contradict each other",
                received: "plain ML.NET always shows transparent areas black", fix: "keep one of the two");
        }

        var options = new ImageClassifierOptions
        {
            Threads = parse.GetValue(_threads),
            DecoderSelector = card => parse.GetValue(_mlNetCompatible) ? ImageDecoderOptions.MlNetCompatible : _decoder.Read(parse, card),
            Views = parse.GetValue(_views),
        };
        using var classifier = await ImageClassifier.LoadAsync(parse.GetRequiredValue(_model), options, cancellationToken);
        ViewsNote.Write(_console.Error, classifier, parse.GetValue(_views));
        var quiet = parse.GetValue(GlobalOptions.Quiet);
        var images = files.Watch(new ImagePaths(_columns.Read(parse, paths), _console.Error).Find(paths));
        var clock = Stopwatch.StartNew();
        var tally = output is null

            // The rows show the progress; a bar would overwrite them.
            ? Predict(_console.Output, progress: null)
            : await ConsoleProgress.RunAsync(_console, quiet, progress => Task.Run(() => PredictToFile(output, progress), cancellationToken));
        if (output is null && _console.OutputError is not null)
        {
            // The reader of the rows is gone.
            return ExitCode.Done;
        }

        if (!quiet)
        {
            WriteSummary(tally, clock.Elapsed.TotalSeconds);
        }

        if (parse.GetValue(GlobalOptions.Verbose))
        {
            MlNetNote.Write(_console.Error, tally.MlNetDifferences);
        }

        tally.Check(parse.GetValue(_maxBad));
        return ExitCode.Done;

        PredictionTally PredictToFile(string path, IProgress<TrainingProgress>? progress)
        {
            PredictionTally? written = null;
            AtomicFile.WriteText(path, writer => written = Predict(writer, progress));
            return written!;
        }

        PredictionTally Predict(TextWriter writer, IProgress<TrainingProgress>? progress)
        {
            var rows = PredictionWriter.Create(parse.Chosen<PredictionFormat>(_format), writer, classifier.ClassNames, parse.GetValue(_top));
            return PredictAll(
                classifier.PredictAsync(images, cancellationToken).ToBlockingEnumerable(cancellationToken), rows, progress, () =>
                    output is null && _console.OutputError is not null);
        }
    }

    private static PredictionTally PredictAll(
        IEnumerable<ImagePrediction> predictions, PredictionWriter rows, IProgress<TrainingProgress>? progress, Func<bool> isLost)
    {
        var tally = new PredictionTally();
        rows.Begin();
        foreach (var prediction in predictions)
        {
            rows.Write(prediction);
            tally.Add(prediction);
            progress?.Report(new TrainingProgress("predict", tally.Total, null, "images"));
            if (isLost())
            {
                break;
            }
        }

        rows.End();
        return tally;
    }

    private void WriteSummary(PredictionTally tally, double seconds)
    {
        var rejected = tally.Rejected == 0 ? "" : $", {tally.Rejected} of them unusable";
        var rate = tally.Total / Math.Max(seconds, 1e-3);
        _console.Error.WriteLine(FormattableString.Invariant(
            $"{DisplayText.Count(tally.Total, "image")}{rejected}, {seconds:F1} s ({rate:F0} images/s)"));
    }
}
