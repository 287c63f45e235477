using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary><c>backbones pull</c>: downloads pretrained networks.</summary>
internal sealed class BackbonesPullCommand : ToolCommand
{
    private readonly CommandConsole _console;

    private readonly Argument<string[]> _names = new("NAME")
    {
        Description = "Names from 'backbones list', also with * and ?.",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>Creates the command.</summary>
    public BackbonesPullCommand(CommandConsole console)
        : base(
            "pull",
            "Downloads pretrained networks and verifies them; interrupted downloads are resumed.",
            "resnet50-v2.onnx-zoo", "'resnet*-v2*' mobilenet-v2.onnx-zoo")
    {
        _console = console;
        Add(_names);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var entries = BackboneNames.Resolve(parse.GetRequiredValue(_names));
        var store = new BackboneStore();
        var exitCode = ExitCode.Done;
        foreach (var entry in entries)
        {
            try
            {
                var path = await ConsoleProgress.RunAsync(
                    _console, parse.GetValue(GlobalOptions.Quiet), progress => store.DownloadAsync(entry, progress, cancellationToken));
                _console.WriteLine($"{entry.Name}: {DisplayText.OneLine(path)}");
            }
            catch (MlNetCnnException exception) when (entries.Count > 1)
            {
                // The other networks are still downloaded.
                exitCode = ErrorOutput.Write(exception, _console.Error, parse.GetValue(GlobalOptions.Verbose));
            }
        }

        return exitCode;
    }
}
