using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary><c>compare</c>: trains with several methods on the same images.</summary>
internal sealed class CompareCommand : ToolCommand
{
    private readonly CommandConsole _console;

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Folder for comparison.json, comparison.md and the models.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<bool> _resume = new("--resume")
    {
        Description = "Skip trainings that comparison.json already contains.",
    };

    private readonly ComparedCandidateOptions _candidates = new();
    private readonly ImageOptions _images = new();
    private readonly Option<string?> _report = CommonOptions.Report();

    private readonly Option<int> _seeds = CommonOptions.CheckedNumber(
        new ToolOption<int>("--seeds")
        {
            Description = "Number of seeds, starting at --seed; shows mean and spread.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        },
        new RangeAttribute(1, 100));

    private readonly Option<string[]> _perClass = new ToolOption<string[]>("--images-per-class")
    {
        Description = "Images per class for training and validation.",
        HelpName = "N|all",
        Range = "at least 2",
        Default = "all",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Creates the command.</summary>
    public CompareCommand(CommandConsole console)
        : base(
            "compare",
            "Trains with several methods, backbones or networks on the same images and compares the results.",
            "--data photos --output comparison",
            "--data photos --methods features finetune --unfreeze head stages:1 all --seeds 3 --output depth",
            "--data photos --methods scratch --architecture simple-cnn resnet18 --images-per-class 10 100 all --output scratch")
    {
        _console = console;
        _perClass.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => ParseCount(token.Value) is not (null or >= 2)))
            {
                result.AddError($"--images-per-class takes integers of at least 2, or all, not '{token.Value}'.");
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

    /// <inheritdoc/>
    public override IReadOnlyList<string> Methods => TrainingMethod.All;

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
                    Logger = new LineLogger(log.Write),
                    Finished = run =>
                    {
                        runs.Add(run);
                        ComparisonFile.Write(file, settings, runs);
                        log.End(run);
                    },
                };
                return new MethodComparison(candidates).RunAsync(images, told, progress, cancellationToken);
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
        _console.WriteLine($"Models and metrics: {folder}");
        if (report is not null)
        {
            _console.WriteLine($"Report: {report}");
        }

        return ExitCode.Done;
    }

    private static int? ParseCount(string text) => text.Equals("all", StringComparison.OrdinalIgnoreCase) ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : 0;
}
