namespace MlNetCnn.Cli;

/// <summary><c>backbones</c>: what concerns pretrained networks.</summary>
internal sealed class BackbonesCommand : ToolCommand
{
    /// <summary>Creates the command.</summary>
    public BackbonesCommand(CommandConsole console)
        : base("backbones", "Looks at pretrained networks.", "inspect resnet.onnx") =>
        Add(new BackbonesInspectCommand(console));
}
