using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary><c>backbones inspect</c>: describes an ONNX file.</summary>
internal sealed class BackbonesInspectCommand : ToolCommand
{
    private readonly CommandConsole _console;
    private readonly Argument<string> _file = new("FILE.onnx") { Description = "ONNX file." };

    private readonly Option<string?> _featureTensor = new("--feature-tensor")
    {
        Description = "Tensor to use as the features, if the network's head is not detected.",
        HelpName = "TENSOR",
    };

    /// <summary>Creates the command.</summary>
    public BackbonesInspectCommand(CommandConsole console)
        : base("inspect", "Describes an ONNX file and checks whether it can be used as a backbone.", "resnet.onnx")
    {
        _console = console;
        Add(_file);
        Add(_featureTensor);
        SetAction(Run);
    }

    private int Run(ParseResult parse)
    {
        var inspection = BackboneInspection.Inspect(parse.GetRequiredValue(_file), parse.GetValue(_featureTensor));
        InspectionReport.Write(_console, inspection, parse.GetValue(GlobalOptions.Verbose));
        if (inspection.IsUsable)
        {
            _console.WriteLine();
            _console.WriteLine("Next, train with it; the preprocessing is found automatically, or set with --preprocessing NAME:");
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
