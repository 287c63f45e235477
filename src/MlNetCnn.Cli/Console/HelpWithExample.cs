using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text.RegularExpressions;

namespace MlNetCnn.Cli;

/// <summary>The usual help, many options under headings, and below it an example that can be typed.</summary>
internal sealed partial class HelpWithExample : SynchronousCommandLineAction
{
    /// <summary>More options than this are hard to find in one list.</summary>
    private const int MaxUngrouped = 30;

    private readonly HelpAction _help = new();

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>The words that call a command, from the program's name on.</summary>
    /// <param name="command">The command.</param>
    /// <param name="program">The name of the program.</param>
    public static string PathOf(Command command, string program) =>
        command.Parents.OfType<Command>().SingleOrDefault() is { } parent ? $"{PathOf(parent, program)} {command.Name}" : program;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        using var usual = new StringWriter();
        parseResult.InvocationConfiguration.Output = usual;
        _help.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output = output;
        output.Write(parseResult.CommandResult.Command.Options.Count > MaxUngrouped ? Group(usual.ToString()) : usual.ToString());
        if (parseResult.CommandResult.Command is ToolCommand command)
        {
            if (command.Section is { } section)
            {
                Write(output, section.Heading, section.Lines);
            }

            var path = PathOf(command, ConsoleTool.ToolName);
            Write(output, command.Examples.Count == 1 ? "Example" : "Examples", command.Examples.Select(example => $"{path} {example}".TrimEnd()));
        }

        return ExitCode.Done;
    }

    private static void Write(TextWriter output, string heading, IEnumerable<string> lines)
    {
        output.WriteLine($"{heading}:");
        foreach (var line in lines)
        {
            output.WriteLine($"  {line}");
        }

        output.WriteLine();
    }

    /// <summary>Puts the options of a help text under headings; where a line is wrapped, its rest goes with it.</summary>
    private static string Group(string help) => OptionList().Replace(help, list =>
    {
        var groups = OptionEntry().Matches(list.Groups["options"].Value)
            .ToLookup(option => OptionGroups.Of(option.Groups["name"].Value), option => option.Value);
        var end = Environment.NewLine;
        return string.Concat(OptionGroups.Names.Where(groups.Contains).Select(name => $"{name}:{end}{string.Concat(groups[name])}{end}"));
    });

    [GeneratedRegex(@"^[^\s][^\n]*\r?\n(?<options>(?:  -[^\n]*\n(?: {3}[^\n]*\n)*)+)\r?\n", RegexOptions.Multiline)]
    private static partial Regex OptionList();

    [GeneratedRegex(@"^  (?:-\S+, )*(?<name>--[\w-]+)[^\n]*\n(?: {3}[^\n]*\n)*", RegexOptions.Multiline)]
    private static partial Regex OptionEntry();
}
