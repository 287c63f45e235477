using System.CommandLine;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>Which network is trained from scratch.</summary>
internal sealed class NetworkOptions
{
    private const string DefaultNetwork = "simple-cnn";

    private readonly List<Option> _all = [];
    private readonly Option<string[]> _network;
    private readonly Option<double> _width;
    private readonly Option<int?> _depth;
    private readonly Option<int> _inputSize;
    private readonly Option<bool> _grayscale;

    /// <summary>Creates the options.</summary>
    /// <param name="several">Whether several networks may be named.</param>
    public NetworkOptions(bool several = false)
    {
        _network = Add(CommonOptions.Repeated(new Option<string[]>("--architecture")
        {
            Description = $"The network that is trained from scratch: {string.Join(", ", CnnNetworks.Names)}.",
            HelpName = "NAME",
            DefaultValueFactory = _ => [DefaultNetwork],
        }, several));
        _width = Add(CommonOptions.CheckedNumber(
            new Option<double>("--width")
            {
                Description = "A factor for the number of filters of every layer from scratch; 0.5 halves them.",
                HelpName = "X",
                DefaultValueFactory = _ => 1,
            },
            value => value is >= CnnNetwork.MinWidth and <= CnnNetwork.MaxWidth,
            FormattableString.Invariant($"a number from {CnnNetwork.MinWidth} to {CnnNetwork.MaxWidth}")));
        _depth = Add(CommonOptions.CheckedNumber(
            new Option<int?>("--depth")
            {
                Description = "Blocks or hidden layers, for the networks that leave that open "
                    + $"({string.Join(", ", CnnNetworks.All.Where(n => n.Depth is not null))}).",
                HelpName = "N",
            },
            value => value is >= 1 and <= CnnNetwork.MaxDepth, $"a whole number from 1 to {CnnNetwork.MaxDepth}"));
        _inputSize = Add(CommonOptions.CheckedNumber(
            new Option<int>("--input-size")
            {
                Description = "Width and height of the photos as the network from scratch sees them, in pixels, 8 to 1024.",
                HelpName = "N",
                DefaultValueFactory = _ => new CnnTrainingOptions().InputSize,
            },
            value => value is >= 8 and <= 1024, "a whole number from 8 to 1024"));
        _grayscale = Add(new Option<bool>("--grayscale") { Description = "The network from scratch sees grey photos." });
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command) => _all.ForEach(command.Add);

    /// <summary>Refuses the options for a method that has no use for them.</summary>
    public void RefuseFor(ParseResult parse, string method) => TrainingMethod.Refuse(parse, method, _all);

    /// <summary>The network that was asked for, with the input that it is to have.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="options">How to train.</param>
    /// <param name="preprocessing">Null for the mean and deviation of the training photos; <c>rescale</c> for x / 255 alone.</param>
    /// <exception cref="MlNetCnnException">There is no such network.</exception>
    public (CnnNetwork Network, CnnTrainingOptions Options, double Width, int? Depth) Read(
        ParseResult parse, CnnTrainingOptions options, string? preprocessing) => ReadAll(parse, options, preprocessing)[0];

    /// <summary>Every network that was asked for; a depth goes to those that leave theirs open.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="options">How to train.</param>
    /// <param name="preprocessing">Null for the mean and deviation of the training photos; <c>rescale</c> for x / 255 alone.</param>
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
            ErrorKind.Usage, ToolErrorCodes.Usage, "a network from scratch has no preprocessing of its own",
            expected: "--preprocessing rescale (x/255), or none of it for the mean and deviation of the training photos", received: preprocessing,
            fix: "leave --preprocessing out"),
    };

    private T Add<T>(T option)
        where T : Option
    {
        _all.Add(option);
        return option;
    }
}
