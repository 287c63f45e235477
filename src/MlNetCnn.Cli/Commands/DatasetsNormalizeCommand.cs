using System.CommandLine;
using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Cli;

/// <summary><c>datasets normalize</c>: copies a dataset so that plain ML.NET decodes it to the same pixels.</summary>
internal sealed class DatasetsNormalizeCommand : ToolCommand
{
    private readonly CommandConsole _console;

    private readonly Argument<string> _path = new("PATH")
    {
        Description = "Folder of class folders (or train/, val/, test/), or a .csv or .tsv.",
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Folder for the copies; copies newer than their source are kept.",
        HelpName = "DIR",
        Required = true,
    };

    private readonly Option<int> _maxSide = CommonOptions.CheckedNumber(new ToolOption<int>("--max-side")
    {
        Description = "Maximum side of a copy in pixels; copies always have less than 2 megapixels.",
        HelpName = "N",
        DefaultValueFactory = _ => new ImageNormalizerOptions().MaxSide,
    }, new RangeAttribute(16, 30_000));

    private readonly Option<string> _format = CommonOptions.Choice(
        "--format", "File format; jpeg has quality 95, png is lossless and several times larger.", NormalizedFormat.Jpeg);

    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<double> _maxBad = CommonOptions.MaxBad();
    private readonly TableColumnOptions _columns = new();

    /// <summary>Creates the command.</summary>
    public DatasetsNormalizeCommand(CommandConsole console)
        : base(
            "normalize",
            "Copies a dataset oriented, opaque and limited in size, so that plain ML.NET decodes the same pixels.",
            "photos --output photos-normalized",
            "photos.csv --max-side 512 --format png --output photos-normalized")
    {
        _console = console;
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
        var kept = result.Kept == 0 ? "" : $" {result.Kept} from an earlier run were kept.";
        _console.WriteLine($"Wrote {DisplayText.Count(result.Written, "copy", "copies")} to {output}.{kept}");
        RejectionLimit.Check(listing.Count, listing.Errors, result.Errors, parse.GetValue(_maxBad) / 100);
        return ExitCode.Done;
    }
}
