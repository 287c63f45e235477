using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>Parses the arguments, runs a command, and turns every result into an exit code.</summary>
internal static class CommandRunner
{
    /// <summary>Runs one command.</summary>
    /// <param name="args">The arguments, without the program's name.</param>
    /// <param name="console">Where the command writes.</param>
    /// <param name="cancellation">Stops the command.</param>
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

        // A file named '@1.jpg' is an image, not a response file.
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
                // Progress bars that are abandoned leave the cursor hidden.
                console.CreateErrorConsole().Cursor.Show();
            }

            console.Error.WriteLine("canceled");
            return cancellation.SignalExitCode;
        }
        catch (Exception exception)
        {
            return ErrorOutput.Write(exception, console.Error, parse.GetValue(GlobalOptions.Verbose));
        }
    }

    /// <summary>Creates the root command with all commands.</summary>
    /// <param name="console">Where the commands write.</param>
    public static RootCommand CreateRoot(CommandConsole console)
    {
        var root = new RootCommand("Turns a few hundred labeled photos and a pretrained CNN into an ML.NET model.")
        {
            HelpName = ConsoleTool.ToolName,
        };
        root.Add(GlobalOptions.Quiet);
        root.Add(GlobalOptions.Verbose);
        foreach (var command in CommandList.Create(console))
        {
            root.Add(command);
        }

        var help = root.Options.OfType<HelpOption>().Single();
        help.Description = "Show help.";
        help.Action = new CommandHelp();
        root.Options.OfType<VersionOption>().Single().Description = "Show the version.";
        return root;
    }

    private static int WriteParseErrors(ParseResult parse, IReadOnlyList<string> problems, CommandConsole console)
    {
        // The errors that the parser reports for the rest of the line follow from these words.
        foreach (var problem in problems.Count > 0 ? problems : parse.Errors.Select(error => error.Message))
        {
            ErrorOutput.WriteUsage(problem, console.Error);
        }

        foreach (var proposal in WordCheck.Proposals(parse))
        {
            console.Error.WriteLine($"  {proposal}");
        }

        var command = CommandHelp.PathOf(parse.CommandResult.Command, ConsoleTool.Name);
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

/// <summary>All commands of the program, in the order of the help.</summary>
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
        new ServeCommand(),
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
