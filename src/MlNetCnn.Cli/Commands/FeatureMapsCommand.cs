using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary><c>feature-maps</c>: what the layers of a network make of a photo, as a picture.</summary>
internal sealed class FeatureMapsCommand : ToolCommand
{
    private const int MaxMaps = 2048;

    private readonly CommandConsole _console;
    private readonly InspectedNetworkOptions _network = new();
    private readonly Argument<string> _image = new("IMAGE") { Description = "The photo." };

    private readonly Option<string?> _layers = new("--layers")
    {
        Description = "The layers to draw, between commas: stage:N for the end of the Nth stage, or names of tensors, as 'network' shows them. "
            + "By default an early, a middle and a late one: the ends of the first, the middle and the last stage.",
        HelpName = "A,B,C",
    };

    private readonly Option<int> _maps = new("--maps")
    {
        Description = "How many maps of each layer to draw: those that vary most over the photo.",
        HelpName = "N",
        DefaultValueFactory = _ => 16,
    };

    private readonly Option<string> _output = CommonOptions.DecodedImage();

    /// <summary>Creates the command.</summary>
    public FeatureMapsCommand(CommandConsole console)
        : base(
            "feature-maps",
            "Draws the filters of a network's first convolution and what its layers make of a photo: edges first, parts of things later.",
            "photo.jpg --output maps.png",
            "--model photos.zip photo.jpg --layers stage:1,stage:2 --maps 32 --output maps.png")
    {
        _console = console;
        CommonOptions.CheckedNumber(_maps, value => value is >= 1 and <= MaxMaps, $"a whole number from 1 to {MaxMaps}");
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

        _console.WriteLine($"Picture: {DisplayText.OneLine(output)}");
        return ExitCode.Done;
    }
}
