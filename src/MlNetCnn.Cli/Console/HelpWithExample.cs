using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace MlNetCnn.Cli;

/// <summary>The usual help, and below it an example that can be typed.</summary>
internal sealed class HelpWithExample : SynchronousCommandLineAction
{
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
        _help.Invoke(parseResult);
        if (parseResult.CommandResult.Command is ToolCommand command)
        {
            var output = parseResult.InvocationConfiguration.Output;
            output.WriteLine(command.Examples.Count == 1 ? "Example:" : "Examples:");
            foreach (var example in command.Examples)
            {
                output.WriteLine($"  {PathOf(command, ConsoleTool.ToolName)} {example}".TrimEnd());
            }

            output.WriteLine();
        }

        return ExitCode.Done;
    }
}
