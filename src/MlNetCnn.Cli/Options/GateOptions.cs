using System.CommandLine;
using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Cli;

/// <summary>The options of <c>evaluate</c> that make it a quality gate, and the result files for a build server.</summary>
internal sealed class GateOptions
{
    /// <summary>The default of <c>--max-drop</c>.</summary>
    public const double DefaultMaxDrop = 0.01;

    private readonly Option<double?> _minAccuracy = CommonOptions.Gate("--min-accuracy", "accuracy");
    private readonly Option<double?> _minMacroF1 = CommonOptions.Gate("--min-macro-f1", "macro F1");
    private readonly Option<double?> _minClassF1 = CommonOptions.Gate("--min-class-f1", "F1 of any class that has images");
    private readonly Option<string?> _baseline = new("--baseline")
    {
        Description = "Metrics file of an earlier run; exit with code 6 if accuracy or macro F1 drop too far below it.",
        HelpName = "FILE.json",
    };

    private readonly Option<double?> _maxDrop = CommonOptions.CheckedNumber(
        new ToolOption<double?>("--max-drop")
        {
            Description = "Allowed drop of accuracy and macro F1 below the baseline.",
            HelpName = "X",
            Default = FormattableString.Invariant($"{DefaultMaxDrop}"),
        },
        new RangeAttribute(0.0, 1.0));

    private readonly Option<string?> _junit = new("--junit")
    {
        Description = "Also write the result as JUnit XML, with a test case per gate and class.",
        HelpName = "FILE.xml",
    };

    private readonly Option<string?> _markdown = new("--markdown")
    {
        Description = "Also write the result and the metrics as Markdown.",
        HelpName = "FILE.md",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_minAccuracy);
        command.Add(_minMacroF1);
        command.Add(_minClassF1);
        command.Add(_baseline);
        command.Add(_maxDrop);
        command.Add(_junit);
        command.Add(_markdown);
    }

    /// <summary>Returns the JUnit file to write, or null.</summary>
    public string? JUnit(ParseResult parse) => parse.GetValue(_junit);

    /// <summary>Returns the Markdown file to write, or null.</summary>
    public string? Markdown(ParseResult parse) => parse.GetValue(_markdown);

    /// <summary>Returns the metrics file of the earlier run, or null.</summary>
    public string? Baseline(ParseResult parse) => parse.GetValue(_baseline);

    /// <summary>Returns the thresholds.</summary>
    /// <exception cref="MlNetCnnException">A drop is specified without a baseline, or the baseline is invalid.</exception>
    public GateThresholds Read(ParseResult parse)
    {
        var baseline = Baseline(parse);
        var maxDrop = parse.GetValue(_maxDrop);
        if (maxDrop is not null && baseline is null)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, "--max-drop requires a baseline",
                fix: "add --baseline FILE.json, or leave --max-drop out");
        }

        return new GateThresholds(
            parse.GetValue(_minAccuracy), parse.GetValue(_minMacroF1), parse.GetValue(_minClassF1),
            baseline is null ? null : EarlierRun.Read(baseline), maxDrop ?? DefaultMaxDrop);
    }
}
