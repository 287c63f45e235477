namespace MlNetCnn.Cli;

/// <summary><c>backbones</c>: manages pretrained networks.</summary>
internal sealed class BackbonesCommand : ToolCommand
{
    /// <summary>Creates the command.</summary>
    public BackbonesCommand(CommandConsole console)
        : base("backbones", "Lists, downloads, verifies and inspects pretrained networks.", "list", "pull resnet50-v2.onnx-zoo", "inspect resnet.onnx")
    {
        Add(new BackbonesListCommand(console));
        Add(new BackbonesPullCommand(console));
        Add(new BackbonesVerifyCommand(console));
        Add(new BackbonesInspectCommand(console));
    }
}
