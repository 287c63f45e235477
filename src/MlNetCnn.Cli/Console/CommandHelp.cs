using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MlNetCnn.Cli;

/// <summary>The help of a command. Where it has many options, <c>--help</c> shows the most used ones and <c>--help all</c> every one.</summary>
internal sealed class CommandHelp : SynchronousCommandLineAction
{
    private const string All = "all";
    private const int LineWidth = 120;

    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <summary>Returns the words that call a command, starting with the program's name.</summary>
    /// <param name="command">The command.</param>
    /// <param name="program">The name of the program.</param>
    public static string PathOf(Command command, string program) =>
        command.Parents.OfType<Command>().SingleOrDefault() is { } parent ? $"{PathOf(parent, program)} {command.Name}" : program;

    /// <summary>Returns an argument as the usage line shows it, for example <c>&lt;PATH&gt;...</c>.</summary>
    /// <param name="argument">The argument.</param>
    public static string Syntax(Argument argument)
    {
        var text = $"<{argument.Name}>{(argument.Arity.MaximumNumberOfValues > 1 ? "..." : "")}";
        return argument.Arity.MinimumNumberOfValues == 0 || argument.HasDefaultValue ? $"[{text}]" : text;
    }

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        var command = parseResult.CommandResult.Command;
        Write(parseResult.InvocationConfiguration.Output, command, AsksForAll(parseResult));
        return ExitCode.Done;
    }

    private static bool AsksForAll(ParseResult parse)
    {
        var help = parse.RootCommandResult.Command.Options.OfType<HelpOption>().Single();
        var afterHelp = parse.Tokens.SkipWhile(token => token.Value != help.Name && !help.Aliases.Contains(token.Value)).Skip(1);
        return afterHelp.FirstOrDefault()?.Value == All;
    }

    private static void Write(TextWriter output, Command command, bool all)
    {
        var path = PathOf(command, ConsoleTool.ToolName);
        WriteLines(output, "Description", Wrap(command.Description ?? "", LineWidth - 2));
        string[] usage =
            [path, .. command.Arguments.Select(Syntax), .. command.Subcommands.Count > 0 ? ["[command]"] : Array.Empty<string>(), "[options]"];
        WriteLines(output, "Usage", [string.Join(' ', usage)]);
        WriteTable(output, "Arguments", [.. command.Arguments.Select(argument => (Syntax(argument).Trim('[', ']'), argument.Description ?? ""))]);
        WriteTable(
            output, "Commands",
            [.. command.Subcommands.Select(c => (string.Join(' ', [c.Name, .. c.Arguments.Select(Syntax)]), c.Description ?? ""))]);
        WriteOptions(output, command, all);
        if (command is ToolCommand tool)
        {
            if (tool.Section is { } section)
            {
                WriteLines(output, section.Heading, section.Lines);
            }

            WriteLines(output, tool.Examples.Count == 1 ? "Example" : "Examples", tool.Examples.Select(example => $"{path} {example}".TrimEnd()));
        }
    }

    private static void WriteOptions(TextWriter output, Command command, bool all)
    {
        var isShort = OptionGroups.HasMany(command) && !all;
        var groups = isShort ? OptionGroups.CommonOf(command) : OptionGroups.Of(command);
        var width = groups.SelectMany(group => group.Options).Max(option => OptionHelp.Syntax(option).Length);
        foreach (var group in groups)
        {
            WriteTable(output, group.Heading, [.. group.Options.Select(option => (OptionHelp.Syntax(option), Describe(option, group, !isShort)))], width);
        }

        if (isShort)
        {
            output.WriteLine($"These are the most used options; '{PathOf(command, ConsoleTool.ToolName)} --help {All}' lists all {command.Options.Count}.");
            output.WriteLine();
        }
    }

    private static string Describe(Option option, OptionGroup group, bool withRange)
    {
        var details = OptionHelp.Details(option, group, withRange);
        return details.Count == 0 ? option.Description ?? "" : $"{option.Description} [{string.Join("; ", details)}]";
    }

    private static void WriteLines(TextWriter output, string heading, IEnumerable<string> lines)
    {
        output.WriteLine($"{heading}:");
        foreach (var line in lines)
        {
            output.WriteLine($"  {line}");
        }

        output.WriteLine();
    }

    private static void WriteTable(TextWriter output, string heading, IReadOnlyList<(string Left, string Right)> rows, int? leftWidth = null)
    {
        if (rows.Count > 0)
        {
            var width = leftWidth ?? rows.Max(row => row.Left.Length);
            WriteLines(output, heading, rows.SelectMany(row => Wrap(row.Right, LineWidth - width - 4).DefaultIfEmpty("")
                .Select((line, index) => $"{(index == 0 ? row.Left : "").PadRight(width)}  {line}".TrimEnd())));
        }
    }

    private static IEnumerable<string> Wrap(string text, int width)
    {
        var line = "";
        foreach (var word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > width)
            {
                yield return line;
                line = "";
            }

            line = line.Length == 0 ? word : $"{line} {word}";
        }

        if (line.Length > 0)
        {
            yield return line;
        }
    }
}
