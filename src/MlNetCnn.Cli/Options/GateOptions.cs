using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>The options of <c>evaluate</c> that make it a gate, and the files in which a build server looks for the outcome.</summary>
internal sealed class GateOptions
{
    /// <summary>How far figures may fall behind the baseline's where nothing else is said.</summary>
    public const double DefaultMaxDrop = 0.01;

    private readonly Option<double?> _minAccuracy = CommonOptions.Gate("--min-accuracy", "accuracy");
    private readonly Option<double?> _minMacroF1 = CommonOptions.Gate("--min-macro-f1", "macro F1");
    private readonly Option<double?> _minClassF1 = CommonOptions.Gate("--min-class-f1", "F1 of any class that has photos");
    private readonly Option<string?> _baseline = new("--baseline")
    {
        Description = "Compare with an earlier run, and end with exit code 6 if accuracy or macro F1 fell too far behind it; a file that --metrics wrote.",
        HelpName = "FILE.json",
    };

    private readonly Option<double?> _maxDrop = CommonOptions.CheckedNumber(
        new Option<double?>("--max-drop")
        {
            Description = FormattableString.Invariant($"How far they may lie below the baseline's, 0 to 1. By default {DefaultMaxDrop}."),
            HelpName = "X",
        },
        value => value is null or (>= 0 and <= 1), "a number from 0 to 1, for example 0.01");

    private readonly Option<string?> _junit = new("--junit")
    {
        Description = "Also write the outcome as JUnit XML: a test case for each gate and each class.",
        HelpName = "FILE.xml",
    };

    private readonly Option<string?> _markdown = new("--markdown")
    {
        Description = "Also write the outcome and the figures as Markdown.",
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

    /// <summary>The JUnit file to write, or null.</summary>
    public string? JUnit(ParseResult parse) => parse.GetValue(_junit);

    /// <summary>The Markdown file to write, or null.</summary>
    public string? Markdown(ParseResult parse) => parse.GetValue(_markdown);

    /// <summary>The earlier run that was named, or null.</summary>
    public string? Baseline(ParseResult parse) => parse.GetValue(_baseline);

    /// <summary>What is asked of the figures.</summary>
    /// <exception cref="MlNetCnnException">A drop is permitted without a baseline, or the baseline is not usable.</exception>
    public GateThresholds Read(ParseResult parse)
    {
        var baseline = Baseline(parse);
        var maxDrop = parse.GetValue(_maxDrop);
        if (maxDrop is not null && baseline is null)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, "--max-drop says how far figures may fall behind a baseline, and none is named",
                fix: "add --baseline FILE.json, or leave --max-drop out");
        }

        return new GateThresholds(
            parse.GetValue(_minAccuracy), parse.GetValue(_minMacroF1), parse.GetValue(_minClassF1),
            baseline is null ? null : EarlierRun.Read(baseline), maxDrop ?? DefaultMaxDrop);
    }
}
