using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Text;

namespace MlNetCnn.Cli;

/// <summary><c>datasets audit</c>: checks a dataset.</summary>
internal sealed class DatasetsAuditCommand : ToolCommand
{
    private const string Warning = "warning";

    private readonly CommandConsole _console;

    private readonly Argument<string> _path = new("PATH")
    {
        Description = "Folder of class folders (or train/, val/, test/), or a .csv or .tsv.",
    };

    private readonly Option<bool> _json = new("--json") { Description = "Write JSON instead of text." };

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write to this file instead of standard output.",
        HelpName = "FILE",
    };

    private readonly Option<int> _near = CommonOptions.CheckedNumber(new ToolOption<int>("--near-threshold")
    {
        Description = "Maximum Hamming distance between the 64-bit hashes of near duplicates.",
        HelpName = "N",
        DefaultValueFactory = _ => new AuditOptions().NearDuplicateDistance,
    }, new RangeAttribute(0, 15));

    private readonly Option<string?> _failOn = new("--fail-on")
    {
        Description = "Exit with code 3 on findings of at least this severity; by default, only if nothing can be trained.",
        HelpName = "error|warning",
    };

    private readonly Option<int> _threads = CommonOptions.Threads();
    private readonly Option<double> _maxBad = CommonOptions.MaxBad();
    private readonly TableColumnOptions _columns = new();

    /// <summary>Creates the command.</summary>
    public DatasetsAuditCommand(CommandConsole console)
        : base(
            "audit",
            "Checks a dataset: unusable files, duplicates across splits and classes, class balance, unusual sizes.",
            "photos",
            "photos.csv --json --output audit.json --fail-on error")
    {
        _console = console;
        _failOn.AcceptOnlyFromAmong("error", Warning);
        _maxBad.Description = "Percentage of unusable images above which they are an error instead of a warning.";
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

        // The audit reports empty classes.
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
                ErrorKind.Data, ToolErrorCodes.AuditUnusable, "nothing can be trained on this dataset",
                received: report.Findings[0].Problem, fix: report.Findings[0].Fix);
        }

        if (failOn is not null && report.Worst >= (failOn == Warning ? AuditSeverity.Warning : AuditSeverity.Error))
        {
            var codes = report.Findings.Where(finding => finding.Severity == report.Worst).Select(finding => finding.Code);
            throw new MlNetCnnException(
                ErrorKind.Data, ToolErrorCodes.AuditFailed, $"the audit has findings that --fail-on {failOn} does not allow",
                received: string.Join(", ", codes),
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
