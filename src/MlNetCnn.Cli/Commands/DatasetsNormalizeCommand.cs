using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary><c>datasets normalize</c>: a copy of a set that every ML.NET application sees alike.</summary>
internal sealed class DatasetsNormalizeCommand : ToolCommand
{
    private readonly CommandConsole _console;

    private readonly Argument<string> _path = new("PATH")
    {
        Description = "The photos, as train takes them: a folder with a folder per class, or with train/ and perhaps val/ and test/, or a .csv or .tsv.",
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "The folder for the copies. A copy that is newer than its photo is kept, so a run that was stopped goes on.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<int> _maxSide = new("--max-side")
    {
        Description = "The longest side of a copy, in pixels; smaller photos keep their size. No copy has 2 megapixels or more.",
        HelpName = "N",
        DefaultValueFactory = _ => new ImageNormalizerOptions().MaxSide,
    };

    private readonly Option<string> _format = CommonOptions.Choice(
        "--format", "jpeg (quality 95), or png, which loses nothing and is several times as large.", NormalizedFormat.Jpeg);

    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<double> _maxBad = CommonOptions.MaxBad();
    private readonly TableColumnOptions _columns = new();

    /// <summary>Creates the command.</summary>
    public DatasetsNormalizeCommand(CommandConsole console)
        : base(
            "normalize",
            "Copies a set: upright, without transparency, not too large, so that a stock ML.NET application sees the same pixels as this program.",
            "photos --output photos-normalized",
            "photos.csv --max-side 512 --format png --output photos-normalized")
    {
        _console = console;
        CommonOptions.CheckedNumber(_maxSide, value => value is >= 16 and <= 30_000, "a whole number from 16 to 30000");
        Add(_path);
        Add(_output);
        Add(_maxSide);
        Add(_format);
        Add(_threads);
        Add(_maxBad);
        _columns.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var output = parse.GetRequiredValue(_output);
        new CommandFiles().WritesInto(_output.Name, output, "photo.jpg").Check();
        var listing = _columns.Open(parse, parse.GetRequiredValue(_path), _console);
        var normalizer = new ImageNormalizer(new ImageNormalizerOptions
        {
            MaxSide = parse.GetValue(_maxSide),
            Format = parse.Chosen<NormalizedFormat>(_format),
            Threads = parse.GetValue(_threads),
        });
        var result = await ConsoleProgress.RunAsync(
            _console, parse.GetValue(GlobalOptions.Quiet), progress => normalizer.NormalizeAsync(listing, output, progress, cancellationToken));
        RejectedFiles.Write(_console.Output, [.. listing.Errors, .. result.Errors], parse.GetValue(GlobalOptions.Verbose));
        var kept = result.Kept == 0 ? "" : $" {result.Kept} were there already and are kept as an earlier run made them.";
        _console.WriteLine($"Wrote {DisplayText.Count(result.Written, "copy", "copies")} to {output}.{kept}");
        RejectionLimit.Check(listing.Count, listing.Errors, result.Errors, parse.GetValue(_maxBad) / 100);
        return ExitCode.Done;
    }
}
