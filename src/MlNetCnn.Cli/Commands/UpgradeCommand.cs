using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary><c>upgrade</c>: rewrites a package of version 0.1 so that it predicts the same under all versions of ML.NET.</summary>
internal sealed class UpgradeCommand : ToolCommand
{
    private readonly CommandConsole _console;

    private readonly Argument<string> _model = new("FILE.zip")
    {
        Description = "Package written by MlNetCnn 0.1.0.",
    };

    private readonly Option<string> _output = new("--output", "-o")
    {
        Description = "Package to write.",
        HelpName = "FILE.zip",
        Required = true,
    };

    private readonly Option<string?> _images = new("--images")
    {
        Description = "Representative images, without labels: a folder or a .csv or .tsv table; up to 200 measure the change.",
        HelpName = "PATH",
    };

    private readonly ResizeFactorOption _resizeFactor = new(
        "auto follows the sizes of --images, or is 2");

    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly TableColumnOptions _columns = new();

    /// <summary>Creates the command.</summary>
    public UpgradeCommand(CommandConsole console)
        : base(
            "upgrade",
            "Rewrites a package of version 0.1 so that it predicts the same under ML.NET 5.0.1 and 6.",
            "old.zip --output new.zip --images photos",
            "old.zip --output new.zip --resize-factor 2")
    {
        _console = console;
        Add(_model);
        Add(_output);
        Add(_images);
        _resizeFactor.AddTo(this);
        Add(_threads);
        _columns.AddPathsTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var (model, output) = (parse.GetRequiredValue(_model), parse.GetRequiredValue(_output));
        var factor = _resizeFactor.Read(parse);
        OutputFile.CheckExtension(output, "--output", ".zip");
        var files = new CommandFiles().Reads(model).ReadsImages(parse.GetValue(_images)).Writes(output).Check();
        var images = parse.GetValue(_images) is { } path ? FindImages(path, _columns.Read(parse, path), files) : [];
        var options = new ModelUpgradeOptions { ResizeFactor = factor, Images = images, Threads = parse.GetValue(_threads) };
        var result = await Task.Run(() => ModelUpgrade.RunAsync(model, output, options, cancellationToken), cancellationToken);
        _console.WriteLine($"Wrote {DisplayText.OneLine(output)}: {MlNetVersionNote.Resizing(result.Card, result.Card.ResizeFactor!.Value)}.");
        _console.WriteLine($"Resize factor: {MlNetVersionNote.FactorText(result.Card.ResizeFactor!.Value)}, {Reason(factor, images.Count)}.");
        _console.WriteLine(
            $"Verified: on {DisplayText.Count(result.VerifiedImages, "image")} plain ML.NET {Versions.All["mlnet"]} and this program differ "
            + FormattableString.Invariant($"by at most {result.MaxVerifiedDifference:F4} in a score."));
        if (result is { NewAgainstOld: { } again, OldUnderMlNet6: { } under6 })
        {
            _console.WriteLine();
            _console.WriteLine($"Compared on {DisplayText.Count(again.Images, "image")} of {DisplayText.OneLine(parse.GetValue(_images)!)}:");
            WriteDrift("old package, plain ML.NET 6 against 5", under6);
            WriteDrift("new package against the old one", again);
            if (again.MeanDifference > under6.MeanDifference)
            {
                _console.WriteLine(
                    "Note: the upgrade changes more than plain ML.NET 6 does, because the network was trained on the pixels of ML.NET 5. "
                    + "Compare both packages with 'evaluate' on labeled images, or train again if the training images are available.");
            }
        }

        return ExitCode.Done;
    }

    private static string Reason(double? factor, int images) => factor is not null ? "as specified"
        : images > 0 ? $"chosen from the sizes of {DisplayText.Count(images, "image")}"
        : "the default; use --images PATH to choose it from images";

    private List<string> FindImages(string path, TableOptions columns, CommandFiles files)
    {
        List<string> images = Path.Exists(path)
            ? [.. files.Watch(new ImagePaths(columns, _console.Error).Find([path]))]
            : [];
        return images.Count > 0
            ? images
            : throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataNoImages, $"there are no images in '{path}'",
                expected: $"a folder with files ending in {ImagePaths.Extensions}, or a table of paths",
                received: Path.Exists(path) ? null : "a path that does not exist", fix: "check the path, or leave out --images");
    }

    private void WriteDrift(string name, ScoreDrift drift) => _console.WriteLine(FormattableString.Invariant(
        $"  {name + ":",-38} {drift.Images - drift.ChangedClasses} of {drift.Images} get the same class; ")
        + FormattableString.Invariant($"scores differ by {drift.MeanDifference:F4} on average, {drift.MaxDifference:F4} at most"));
}
