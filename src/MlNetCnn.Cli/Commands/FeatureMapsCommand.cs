using System.CommandLine;
using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Cli;

/// <summary><c>feature-maps</c>: draws filters and feature maps.</summary>
internal sealed class FeatureMapsCommand : ToolCommand
{
    private const int MaxMaps = 2048;

    private readonly CommandConsole _console;
    private readonly InspectedNetworkOptions _network = new();
    private readonly Argument<string> _image = new("IMAGE") { Description = "Image file." };

    private readonly Option<string?> _layers = new ToolOption<string?>("--layers")
    {
        Description = "Layers to draw: stage:N for the end of stage N, or names of tensors from 'network'.",
        HelpName = "A,B,C",
        Default = "the ends of the first, the middle and the last stage",
    };

    private readonly Option<int> _maps = CommonOptions.CheckedNumber(new ToolOption<int>("--maps")
    {
        Description = "Maps to draw per layer: those that vary most over the image.",
        HelpName = "N",
        DefaultValueFactory = _ => 16,
    }, new RangeAttribute(1, MaxMaps));

    private readonly Option<string> _output = CommonOptions.ImageOutput();

    /// <summary>Creates the command.</summary>
    public FeatureMapsCommand(CommandConsole console)
        : base(
            "feature-maps",
            "Draws the filters of a network's first convolution and the feature maps of its layers for an image.",
            "photo.jpg --output maps.png",
            "--model photos.zip photo.jpg --layers stage:1,stage:2 --maps 32 --output maps.png")
    {
        _console = console;
        Add(_image);
        _network.AddTo(this);
        Add(_layers);
        Add(_maps);
        Add(_output);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parse, CancellationToken cancellationToken)
    {
        var output = parse.GetRequiredValue(_output);
        OutputFile.CheckExtension(output, _output.Name, ".png");
        var image = parse.GetRequiredValue(_image);
        new CommandFiles().Reads(image).Reads(_network.Files(parse)).Writes(output).Check();
        var network = await _network.OpenAsync(parse, _console, cancellationToken);
        var layers = parse.GetValue(_layers)?.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        using var reader = new FeatureMaps(network, layers is { Length: > 0 } ? layers : null);
        var pixels = network.ReadPixels(image);
        var maps = reader.Read(pixels);
        cancellationToken.ThrowIfCancellationRequested();
        var png = FeatureMapSheet.Render(
            $"{network.Name}: {Path.GetFileName(image)}", pixels, network, reader, maps, parse.GetValue(_maps));
        AtomicFile.Write(output, stream => stream.Write(png));
        foreach (var layer in maps)
        {
            _console.WriteLine($"{DisplayText.OneLine(layer.Tensor)}: {DisplayText.Count(layer.Channels, "map")} of {layer.Width} x {layer.Height}");
        }

        _console.WriteLine($"Image: {DisplayText.OneLine(output)}");
        return ExitCode.Done;
    }
}
