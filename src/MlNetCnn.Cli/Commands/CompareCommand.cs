using System.CommandLine;
using System.Globalization;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary><c>compare</c>: the ways of training side by side on the same photos.</summary>
internal sealed class CompareCommand : ToolCommand
{
    private readonly CommandConsole _console;

    private readonly Option<string> _data = new("--data")
    {
        Description = "The photos: a folder with a folder per class, one with train/ and perhaps val/ and test/ inside, "
            + "or a .csv or .tsv with paths and labels.",
        HelpName = "PATH",
        Required = true,
    };

    private readonly Option<string?> _validation = new("--validation")
    {
        Description = "Photos that steer the trainings, in place of those that --data holds for it.",
        HelpName = "PATH",
    };

    private readonly Option<string?> _test = new("--test")
    {
        Description = "Photos that are only measured, in place of those that --data holds for it.",
        HelpName = "PATH",
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The folder that gets comparison.json, comparison.md and the model of each training.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Do not train again what comparison.json in --output has of the same photos and options.",
    };

    private readonly ComparedWayOptions _ways = new();
    private readonly TableColumnOptions _columns = new();
    private readonly Option<int> _seed = CommonOptions.Seed();
    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<double> _maxBad = CommonOptions.MaxBad();
    private readonly DecoderOptions _decoder = DecoderOptions.ForTraining();

    private readonly Option<string> _resize = CommonOptions.Choice(
        "--resize", "How a photo becomes the network's square: crop its middle, pad it with black bars, or squash it.", ResizeMode.Crop);

    private readonly Option<int> _seeds = CommonOptions.CheckedNumber(
        new Option<int>("--seeds")
        {
            Description = "How many seeds, from --seed on, each way is trained with; the table then shows mean and spread.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        },
        value => value is >= 1 and <= 100, "a whole number from 1 to 100");

    private readonly Option<string[]> _perClass = new("--images-per-class")
    {
        Description = "Train on so many photos of each class, those that steer included, or on all; several numbers for a table of how much data helps.",
        HelpName = "N|all",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Creates the command.</summary>
    public CompareCommand(CommandConsole console)
        : base(
            "compare",
            "Trains in several ways on the same photos and shows what each brings: frozen features, fine-tuning, networks from scratch.",
            "--data photos --output comparison",
            "--data photos --methods features finetune --unfreeze head stages:1 all --seeds 3 --output depth",
            "--data photos --methods scratch --network simple-cnn resnet18 --images-per-class 10 100 all --output scratch")
    {
        _console = console;
        _perClass.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => ParseCount(token.Value) is not (null or >= 2)))
            {
                result.AddError($"--images-per-class takes whole numbers from 2 on, or all, not '{token.Value}'.");
            }
        });
        Add(_data);
        Add(_validation);
        Add(_test);
        Add(_output);
        Add(_resume);
        Add(_seed);
        Add(_seeds);
        Add(_perClass);
        Add(_threads);
        Add(_resize);
        _decoder.AddTo(this);
        Add(_maxBad);
        _ways.AddTo(this);
        _columns.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken token)
    {
        var folder = parse.GetRequiredValue(_output);
        var file = Path.Combine(folder, "comparison.json");
        OutputFile.CheckWritable(file, Path.Combine(folder, "comparison.md"));
        var common = new FeatureTrainingOptions
        {
            Threads = parse.GetValue(_threads),
            Resize = parse.Chosen<ResizeMode>(_resize),
            Decoder = _decoder.Read(parse),
            MaxRejectedFraction = parse.GetValue(_maxBad) / 100,
        };
        var log = new RunLog(_console);
        var ways = await _ways.ReadAsync(parse, common, _console, log.Write, token);
        var columns = _columns.Read(parse);
        var images = ImageListing.Open(parse.GetRequiredValue(_data), columns);
        var settings = _ways.Describe(parse, common);
        var done = parse.GetValue(_resume) ? ComparisonFile.Read(file, settings) : [];
        var runs = new List<ComparedRun>(done);
        var options = new ComparisonOptions
        {
            Seed = parse.GetValue(_seed),
            Seeds = parse.GetValue(_seeds),
            ImagesPerClass = parse.GetValue(_perClass) is { Length: > 0 } counts ? [.. counts.Select(ParseCount)] : [null],
            Validation = Open(parse.GetValue(_validation)),
            Test = Open(parse.GetValue(_test)),
            Done = done,
            Threads = common.Threads,
            Save = (run, trained) => ComparisonFolder.Save(folder, run, trained),
            Starting = (way, seed, perClass) => log.Begin(way, seed, perClass),
            Finished = run =>
            {
                runs.Add(run);
                ComparisonFile.Write(file, settings, runs);
                log.End(run);
            },
        };
        _console.WriteLine($"{Readable.OneLine(images.Source)}: {Readable.Count(images.ClassNames.Count, "class", "classes")} ({Readable.List(images.ClassNames)}).");
        var split = images.SplitByPart(options.Seed, options.Validation, options.Test);
        _console.WriteLine(split.Explanation);
        foreach (var warning in split.Warnings)
        {
            _console.WriteLine($"Note: {warning}.");
        }

        var finished = await ConsoleProgress.RunAsync(
            _console, parse.GetValue(GlobalOptions.Quiet),
            (progress, write) => log.Through(write, () => new MethodComparison(ways).RunAsync(images, options, progress, token)));
        ComparisonFile.Write(file, settings, finished);
        var rows = ComparisonRow.Gather(finished);
        ComparisonFolder.WriteMarkdown(folder, rows);
        _console.WriteLine();
        _console.Write(ComparisonTable.Create(rows));
        _console.WriteLine(ComparisonTable.Floor(finished));
        _console.WriteLine($"Models and figures: {folder}");
        return ExitCode.Done;

        ImageListing? Open(string? path) => path is null ? null : ImageListing.Open(path, columns);
    }

    private static int? ParseCount(string text) => text.Equals("all", StringComparison.OrdinalIgnoreCase) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
}
