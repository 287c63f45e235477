using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>Options for the network to inspect: a model or a backbone.</summary>
internal sealed class InspectedNetworkOptions
{
    private readonly Option<string?> _model = new("--model")
    {
        Description = "Model file (.zip or .onnx) written by mlnetcnn, instead of a backbone.",
        HelpName = "FILE",
    };

    private readonly BackboneOptions _backbone = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_model);
        _backbone.AddTo(command);
    }

    /// <summary>Returns the specified files.</summary>
    public IEnumerable<string?> Files(ParseResult parse) => [parse.GetValue(_model), .. _backbone.Files(parse)];

    /// <summary>Opens the network.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="console">Receives the message about a download.</param>
    /// <param name="cancellationToken">Cancels a download.</param>
    /// <exception cref="MlNetCnnException">A model and a backbone were specified, or the network is invalid.</exception>
    public async Task<ImageNetwork> OpenAsync(ParseResult parse, CommandConsole console, CancellationToken cancellationToken)
    {
        var model = parse.GetValue(_model);
        if (model is null)
        {
            return ImageNetwork.Of(await _backbone.ReadAsync(parse, images: null, console, cancellationToken));
        }

        return _backbone.IsGiven(parse)
            ? throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, "--model cannot be combined with backbone options",
                expected: "a model, which contains its network and preprocessing, or a backbone", fix: "keep one of the two")
            : await ImageNetwork.LoadAsync(model, cancellationToken);
    }
}
