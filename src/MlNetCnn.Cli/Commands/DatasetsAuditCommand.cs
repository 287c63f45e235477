using System.CommandLine;
using System.Text;

namespace MlNetCnn.Cli;

/// <summary><c>datasets audit</c>: what is wrong with a set of photos.</summary>
internal sealed class DatasetsAuditCommand : ToolCommand
{
    private const string Warning = "warning";

    private readonly CommandConsole _console;

    private readonly Argument<string> _path = new("PATH")
    {
        Description = "The photos, as train takes them: a folder with a folder per class, or with train/ and perhaps val/ and test/, or a .csv or .tsv.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Write one JSON object with stable keys instead of text." };

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write to this file instead of standard output; it appears when it is complete.",
        HelpName = "FILE",
    };

    private readonly Option<int> _near = new("--near-threshold")
    {
        Description = "How many of 64 bits near copies may differ in, from 0 to 15: more finds more, chance likenesses too.",
        HelpName = "N",
        DefaultValueFactory = _ => new AuditOptions().NearDuplicateDistance,
    };

    private readonly Option<string?> _failOn = new("--fail-on")
    {
        Description = "End with exit code 3 if anything as severe as this is found; otherwise only if the set is of no use.",
        HelpName = "error|warning",
    };

    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<double> _maxBad = CommonOptions.MaxBad();
    private readonly TableColumnOptions _columns = new();

    /// <summary>Creates the command.</summary>
    public DatasetsAuditCommand(CommandConsole console)
        : base(
            "audit",
            "Reads every photo of a set and tells what is wrong: unusable files, copies across parts and classes, uneven classes, odd sizes.",
            "photos",
            "photos.csv --json --output audit.json --fail-on error")
    {
        _console = console;
        _failOn.AcceptOnlyFromAmong("error", Warning);
        _maxBad.Description = "The percentage of unusable photos above which they are an error and no longer a warning.";
        CommonOptions.CheckedNumber(_near, value => value is >= 0 and <= 15, "a whole number from 0 to 15");
        Add(_path);
        Add(_json);
        Add(_output);
        Add(_near);
        Add(_failOn);
        Add(_threads);
        Add(_maxBad);
        _columns.AddTo(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var output = parse.GetValue(_output);
        var path = parse.GetRequiredValue(_path);
        var files = new CommandFiles().ReadsClasses(path).WritesText(output).Check();

        // An empty class is one of the things to tell.
        var listing = ImageDataset.Open(path, _columns.Read(parse, path), new FolderOptions { AllowEmptyClasses = true });
        files.Check(listing);
        var options = new AuditOptions
        {
            Threads = parse.GetValue(_threads),
            NearDuplicateDistance = parse.GetValue(_near),
            MaxRejectedFraction = parse.GetValue(_maxBad) / 100,
        };
        var report = await ConsoleProgress.RunAsync(
            _console, parse.GetValue(GlobalOptions.Quiet), progress => DatasetAudit.RunAsync(listing, options, progress, cancellationToken));
        Write(report, output, parse.GetValue(_json), parse.GetValue(GlobalOptions.Verbose));
        Check(report, parse.GetValue(_failOn));
        return ExitCode.Done;
    }

    private static void Check(AuditReport report, string? failOn)
    {
        if (!report.IsUsable)
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ToolErrorCodes.AuditUnusable, "nothing can be trained on this set",
                received: report.Findings[0].Problem, fix: report.Findings[0].Fix);
        }

        if (failOn is not null && report.Worst >= (failOn == Warning ? AuditSeverity.Warning : AuditSeverity.Error))
        {
            var codes = report.Findings.Where(finding => finding.Severity == report.Worst).Select(finding => finding.Code);
            throw new MlNetCnnException(
                ErrorKind.Data, ToolErrorCodes.AuditFailed, $"the audit found what --fail-on {failOn} does not allow", received: string.Join(", ", codes),
                fix: "see the report");
        }
    }

    private void Write(AuditReport report, string? output, bool json, bool verbose)
    {
        if (output is null && json)
        {
            using var text = new MemoryStream();
            report.WriteJson(text);
            _console.Output.Write(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
            return;
        }

        if (output is null)
        {
            AuditText.Write(_console, report, verbose);
            return;
        }

        AtomicFile.WriteText(output, writer =>
        {
            if (json)
            {
                report.WriteJson(writer.BaseStream);
                return;
            }

            AuditText.Write(new CommandConsole(writer, TextWriter.Null), report, verbose);
        });
        _console.WriteLine($"Report: {output}");
    }
}
