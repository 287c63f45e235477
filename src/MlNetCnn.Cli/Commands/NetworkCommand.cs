using System.CommandLine;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary><c>network</c>: draws the stages of a network.</summary>
internal sealed class NetworkCommand : ToolCommand
{
    private readonly CommandConsole _console;
    private readonly InspectedNetworkOptions _network = new();
    private readonly Option<string> _output = CommonOptions.ImageOutput(".svg");

    /// <summary>Creates the command.</summary>
    public NetworkCommand(CommandConsole console)
        : base(
            "network",
            "Draws the stages of a network with their shapes; a stage ends where the feature maps are halved.",
            "--model photos.zip --output network.svg",
            "--backbone resnet50-v2.onnx-zoo --output resnet50.svg")
    {
        _console = console;
        _network.AddTo(this);
        Add(_output);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var output = parse.GetRequiredValue(_output);
        OutputFile.CheckExtension(output, _output.Name, ".svg");
        new CommandFiles().Reads(_network.Files(parse)).WritesText(output).Check();
        var outline = NetworkOutline.Of(await _network.OpenAsync(parse, _console, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        AtomicFile.WriteText(output, writer => writer.BaseStream.Write(NetworkDiagram.Render(outline)));
        var table = new Table().Border(TableBorder.None).AddColumns("stage", "maps", "size", "layers", "parameters", "starts at", "ends at");
        foreach (var (i, stage) in outline.Stages.Index())
        {
            table.AddRow(
                $"{i + 1}", $"{stage.Channels}", $"{stage.Width} x {stage.Height}", $"{stage.LayerCount}", DisplayText.Number(stage.ParameterCount),
                Markup.Escape(DisplayText.OneLine(stage.StartTensor)), Markup.Escape(DisplayText.OneLine(stage.EndTensor)));
        }

        _console.Write(table);
        _console.WriteLine(outline.OutlinedParameterCount == outline.ParameterCount
            ? $"Parameters: {DisplayText.Number(outline.ParameterCount)}"
            : $"Parameters: {DisplayText.Number(outline.ParameterCount)}, {DisplayText.Number(outline.OutlinedParameterCount)} of them before the "
                + "file's own classifier, which is not drawn");
        _console.WriteLine($"Image: {DisplayText.OneLine(output)}");
        return ExitCode.Done;
    }
}
