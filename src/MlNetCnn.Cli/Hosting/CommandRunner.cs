using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>The whole program: parses the arguments, runs a command, and turns whatever happens into an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments after the program's name.</param>
    /// <param name="console">Where the command writes.</param>
    /// <param name="cancellation">What stops it.</param>
    /// <returns>The exit code; see <see cref="ExitCode"/>.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CommandConsole console, Cancellation cancellation)
    {
        var exitCode = await RunCommandAsync(args, console, cancellation);
        if (console.OutputError is not { } exception || StandardStreams.IsBrokenPipe(exception))
        {
            return exitCode;
        }

        var lost = ErrorOutput.WriteOutputLost(exception, console.Error);
        return exitCode == ExitCode.Done ? lost : exitCode;
    }

    private static async Task<int> RunCommandAsync(IReadOnlyList<string> args, CommandConsole console, Cancellation cancellation)
    {
        var root = CreateRoot(console);
        if (args.Count == 0)
        {
            root.Parse("--help").Invoke(Configure(console.Error, console.Error));
            return ExitCode.Usage;
        }

        // A photo may well be called '@1.jpg': it is no response file.
        var parse = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var problems = parse.Action is { ClearsParseErrors: true } ? [] : WordCheck.Problems(parse);
        if (parse.Action is ParseErrorAction || problems.Count > 0)
        {
            return WriteParseErrors(parse, problems, console);
        }

        try
        {
            return await PromptEnd.RunAsync(
                () => parse.InvokeAsync(Configure(console.Output, console.Error), cancellation.Token), PromptEnd.Patience, cancellation.Token);
        }
        catch (OperationCanceledException) when (cancellation.Token.IsCancellationRequested)
        {
            if (console.ErrorIsTerminal)
            {
                // Bars that are left alone keep it hidden.
                console.CreateErrorConsole().Cursor.Show();
            }

            console.Error.WriteLine("cancelled");
            return cancellation.SignalExitCode;
        }
        catch (Exception exception)
        {
            return ErrorOutput.Write(exception, console.Error, parse.GetValue(GlobalOptions.Verbose));
        }
    }

    private static RootCommand CreateRoot(CommandConsole console)
    {
        var root = new RootCommand("Turns a few hundred labelled photos and a pretrained CNN into an ML.NET model.")
        {
            HelpName = ConsoleTool.ToolName,
        };
        root.Add(GlobalOptions.Quiet);
        root.Add(GlobalOptions.Verbose);
        foreach (var command in CommandList.Create(console))
        {
            root.Add(command);
        }

        root.Options.OfType<HelpOption>().Single().Action = new HelpWithExample();
        return root;
    }

    private static int WriteParseErrors(ParseResult parse, IReadOnlyList<string> problems, CommandConsole console)
    {
        // What the parser says of the rest of the line follows from such words.
        foreach (var problem in problems.Count > 0 ? problems : parse.Errors.Select(error => error.Message))
        {
            ErrorOutput.WriteUsage(problem, console.Error);
        }

        foreach (var proposal in WordCheck.Proposals(parse))
        {
            console.Error.WriteLine($"  {proposal}");
        }

        var command = HelpWithExample.PathOf(parse.CommandResult.Command, ConsoleTool.Name);
        console.Error.WriteLine($"  fix:      see '{command} --help'");
        return ExitCode.Usage;
    }

    private static InvocationConfiguration Configure(TextWriter output, TextWriter error) => new()
    {
        Output = output,
        Error = error,
        EnableDefaultExceptionHandler = false,
        ProcessTerminationTimeout = null,
    };
}

/// <summary>Every command of the program, in the order of its help.</summary>
internal static class CommandList
{
    /// <summary>Creates the commands.</summary>
    public static IEnumerable<Command> Create(CommandConsole console) =>
    [
        new DemoCommand(console),
        new TrainCommand(console),
        new CompareCommand(console),
        new LearningRateCommand(console),
        new EvaluateCommand(console),
        new PredictCommand(console),
        new ExplainCommand(console),
        new FeatureMapsCommand(console),
        new NetworkCommand(console),
        new EmbedCommand(console),
        new BackbonesCommand(console),
        new DatasetsCommand(console),
        new SummaryCommand(console),
        new AugmentCommand(console),
        new UpgradeCommand(console),
        new DoctorCommand(console),
    ];
}
