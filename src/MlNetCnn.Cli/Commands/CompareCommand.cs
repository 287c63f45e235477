using System.CommandLine;
using System.Globalization;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary><c>compare</c>: the ways of training side by side on the same photos.</summary>
internal sealed class CompareCommand : ToolCommand
{
    private readonly CommandConsole _console;

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

    private readonly ComparedCandidateOptions _candidates = new();
    private readonly ImageOptions _images = new();
    private readonly Option<string?> _report = CommonOptions.Report();

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
            "--data photos --methods scratch --architecture simple-cnn resnet18 --images-per-class 10 100 all --output scratch")
    {
        _console = console;
        _perClass.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => ParseCount(token.Value) is not (null or >= 2)))
            {
                result.AddError($"--images-per-class takes whole numbers from 2 on, or all, not '{token.Value}'.");
            }
        });
        _images.AddDataTo(this);
        Add(_output);
        Add(_resume);
        Add(_seeds);
        Add(_perClass);
        Add(_report);
        _images.AddReadingTo(this);
        _candidates.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var folder = parse.GetRequiredValue(_output);
        var file = Path.Combine(folder, ComparisonFolder.Figures);
        var report = parse.GetValue(_report);
        var files = new CommandFiles()
            .ReadsClasses(_images.Paths(parse)).Reads(_candidates.Files(parse))
            .WritesInto(_output.Name, folder, ComparisonFolder.Figures, ComparisonFolder.Table).WritesText(report).Check();
        var common = _images.ReadCommon(parse);
        var (images, validation, test) = _images.List(parse, files);
        var split = images.SplitPredefined(common.Seed, validation, test);
        ImageOptions.WritePlan(_console, split);
        var candidates = await _candidates.ReadAsync(parse, common, split.Train, _console, cancellationToken);
        var settings = _candidates.Describe(parse, common);
        var done = parse.GetValue(_resume) ? ComparisonFile.Read(file, settings) : [];
        var runs = new List<ComparedRun>(done);
        var options = new ComparisonOptions
        {
            Seed = common.Seed,
            Seeds = parse.GetValue(_seeds),
            ImagesPerClass = parse.GetValue(_perClass) is { Length: > 0 } counts ? [.. counts.Select(ParseCount)] : [null],
            Validation = validation,
            Test = test,
            Done = done,
            Decoder = common.Decoder,
            Threads = common.Threads,
            Save = (run, trained) => ComparisonFolder.Save(folder, run, trained),
        };
        var finished = await ConsoleProgress.RunAsync(
            _console, parse.GetValue(GlobalOptions.Quiet),
            (progress, write) =>
            {
                var log = new RunLog(write);
                var told = options with
                {
                    Starting = log.Begin,
                    Finished = run =>
                    {
                        runs.Add(run);
                        ComparisonFile.Write(file, settings, runs);
                        log.End(run);
                    },
                };
                return new MethodComparison(candidates(new LineLogger(log.Write))).RunAsync(images, told, progress, cancellationToken);
            });
        ComparisonFile.Write(file, settings, finished);
        var rows = ComparisonRow.Gather(finished);
        ComparisonFolder.WriteMarkdown(folder, rows);
        if (report is not null)
        {
            HtmlReport.Write(report, new RunReport(parse, TimeProvider.System).Of(rows, split), cancellationToken);
        }

        _console.WriteLine();
        _console.Write(ComparisonTable.Create(rows));
        _console.WriteLine(ComparisonTable.Floor(finished));
        _console.WriteLine($"Models and figures: {folder}");
        if (report is not null)
        {
            _console.WriteLine($"Report: {report}");
        }

        return ExitCode.Done;
    }

    private static int? ParseCount(string text) => text.Equals("all", StringComparison.OrdinalIgnoreCase) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
}
