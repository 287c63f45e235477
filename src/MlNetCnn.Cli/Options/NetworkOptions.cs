using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using MlNetCnn.Training;
using MlNetCnn.Training.Networks;

namespace MlNetCnn.Cli;

/// <summary>Options for the network that is trained from scratch.</summary>
internal sealed class NetworkOptions
{
    private const string DefaultNetwork = "simple-cnn";

    private static readonly string[] Methods = [TrainingMethod.Scratch];

    private readonly List<Option> _all = [];
    private readonly Option<string[]> _network;
    private readonly Option<double> _width;
    private readonly Option<int?> _depth;
    private readonly Option<int> _inputSize;
    private readonly Option<bool> _grayscale;

    /// <summary>Creates the options.</summary>
    /// <param name="several">Whether several architectures may be specified.</param>
    public NetworkOptions(bool several = false)
    {
        _network = Add(CommonOptions.Repeated(new ToolOption<string[]>("--architecture")
        {
            Description = "Network; 'summary' lists the names.",
            HelpName = "NAME",
            Methods = Methods,
            DefaultValueFactory = _ => [DefaultNetwork],
        }, several));
        _width = Add(CommonOptions.CheckedNumber(
            new ToolOption<double>("--width")
            {
                Description = "Factor for the number of filters in every layer.",
                HelpName = "X",
                Methods = Methods,
                DefaultValueFactory = _ => 1,
            },
            new RangeAttribute(CnnNetwork.MinWidth, CnnNetwork.MaxWidth)));
        _depth = Add(CommonOptions.CheckedNumber(
            new ToolOption<int?>("--depth")
            {
                Description = "Number of blocks (simple-cnn) or hidden layers (mlp).",
                HelpName = "N",
                Default = string.Join(", ", CnnNetworks.All.Where(n => n.Depth is not null)
                    .Select(n => FormattableString.Invariant($"{n.Depth} ({n.Name})"))),
                Methods = Methods,
            },
            new RangeAttribute(1, CnnNetwork.MaxDepth)));
        _inputSize = Add(CommonOptions.CheckedNumber(
            new ToolOption<int>("--input-size")
            {
                Description = "Input width and height, in pixels.",
                HelpName = "N",
                Methods = Methods,
                DefaultValueFactory = _ => new CnnTrainingOptions().InputSize,
            },
            new RangeAttribute(8, 1024)));
        _grayscale = Add(new ToolOption<bool>("--grayscale") { Description = "Train on grayscale images (one channel).", Methods = Methods });
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command) => _all.ForEach(command.Add);

    /// <summary>Rejects the options for a method that does not use them.</summary>
    public void RefuseFor(ParseResult parse, string method) => TrainingMethod.Refuse(parse, method, _all);

    /// <summary>Returns the requested network with its input.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="options">The training options.</param>
    /// <param name="preprocessing">Null for the mean and standard deviation of the training images; <c>rescale</c> for x / 255 only.</param>
    /// <exception cref="MlNetCnnException">There is no such network.</exception>
    public (CnnNetwork Network, CnnTrainingOptions Options, double Width, int? Depth) Read(
        ParseResult parse, CnnTrainingOptions options, string? preprocessing) => ReadAll(parse, options, preprocessing)[0];

    /// <summary>Returns the requested networks; a depth applies to those that support one.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="options">The training options.</param>
    /// <param name="preprocessing">Null for the mean and standard deviation of the training images; <c>rescale</c> for x / 255 only.</param>
    /// <exception cref="MlNetCnnException">There is no such network.</exception>
    public IReadOnlyList<(CnnNetwork Network, CnnTrainingOptions Options, double Width, int? Depth)> ReadAll(
        ParseResult parse, CnnTrainingOptions options, string? preprocessing)
    {
        CnnNetwork[] networks = [.. parse.GetRequiredValue(_network).Select(CnnNetworks.Get)];
        var read = options with { InputSize = parse.GetValue(_inputSize), Grayscale = parse.GetValue(_grayscale) };
        read = preprocessing is null ? read : read with { Standardization = Standardization(preprocessing) };
        var depth = parse.GetValue(_depth);
        return [.. networks.Select(network => (network, read, parse.GetValue(_width), networks.Length == 1 || network.Depth is not null ? depth : null))];
    }

    private static PixelStandardization Standardization(string preprocessing) => preprocessing.ToLowerInvariant() switch
    {
        "rescale" => new PixelStandardization { Rescale = 1 / 255.0 },
        _ => throw new MlNetCnnException(
            ErrorKind.Usage, ToolErrorCodes.Usage, "a network from scratch does not take a named preprocessing",
            expected: "--preprocessing rescale (x/255), or no --preprocessing for the statistics of the training images", received: preprocessing,
            fix: "leave --preprocessing out"),
    };

    private T Add<T>(T option)
        where T : Option
    {
        _all.Add(option);
        return option;
    }
}
