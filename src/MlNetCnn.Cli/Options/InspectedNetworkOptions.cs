using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>Which network is looked into: a model of the user's, or a backbone.</summary>
internal sealed class InspectedNetworkOptions
{
    private readonly Option<string?> _model = new("--model")
    {
        Description = "The model: a .zip or an .onnx of mlnetcnn. Without it the backbone is looked into.",
        HelpName = "FILE",
    };

    private readonly BackboneOptions _backbone = new();

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_model);
        _backbone.AddTo(command);
    }

    /// <summary>The files that were named.</summary>
    public IEnumerable<string?> Files(ParseResult parse) => [parse.GetValue(_model), .. _backbone.Files(parse)];

    /// <summary>Opens the network.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="console">Where a download is told of.</param>
    /// <param name="cancellationToken">Stops a download.</param>
    /// <exception cref="MlNetCnnException">A model and a backbone were given, or it cannot be used.</exception>
    public async Task<ImageNetwork> OpenAsync(ParseResult parse, CommandConsole console, CancellationToken cancellationToken)
    {
        var model = parse.GetValue(_model);
        if (model is null)
        {
            return ImageNetwork.Of(await _backbone.ReadAsync(parse, images: null, console, cancellationToken));
        }

        return _backbone.IsGiven(parse)
            ? throw new MlNetCnnException(
                ErrorKind.Usage, ToolErrorCodes.Usage, "--model and options of a backbone contradict each other",
                expected: "a model, which knows its network and preprocessing, or a backbone", fix: "keep one of the two")
            : await ImageNetwork.LoadAsync(model, cancellationToken);
    }
}
