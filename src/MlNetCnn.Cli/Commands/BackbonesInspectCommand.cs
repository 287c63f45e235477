using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary><c>backbones inspect</c>: what an ONNX file holds, and whether it can be trained with.</summary>
internal sealed class BackbonesInspectCommand : ToolCommand
{
    private readonly CommandConsole _console;
    private readonly Argument<string> _file = new("FILE.onnx") { Description = "The network." };

    private readonly Option<string?> _featuresAt = new("--feature-tensor")
    {
        Description = "The tensor to take as the features, where the network's head is not found by itself.",
        HelpName = "TENSOR",
    };

    /// <summary>Creates the command.</summary>
    public BackbonesInspectCommand(CommandConsole console)
        : base("inspect", "Shows what an ONNX file holds, and whether it can be trained with.", "resnet.onnx")
    {
        _console = console;
        Add(_file);
        Add(_featuresAt);
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        var inspection = BackboneInspection.Inspect(parse.GetRequiredValue(_file), parse.GetValue(_featuresAt));
        InspectionReport.Write(_console, inspection, parse.GetValue(GlobalOptions.Verbose));
        if (inspection.IsUsable)
        {
            _console.WriteLine();
            _console.WriteLine("Next, train with it; how it wants its pixels is found by trying, or stated with --preprocessing NAME:");
            _console.WriteLine(
                $"  {ConsoleTool.Name} train --data YOUR_PHOTOS --backbone {ConsoleTool.Quote(inspection.Path)} --output photos.zip");
            return ExitCode.Done;
        }

        foreach (var problem in inspection.Problems)
        {
            ErrorOutput.Write(problem, _console.Error, verbose: false);
        }

        return ExitCode.Model;
    }
}
