using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>Options for the feature cache.</summary>
internal sealed class FeatureCacheOptions
{
    private static readonly string[] Methods = [TrainingMethod.Features, TrainingMethod.FineTuning];

    private readonly Option<string?> _folder = new ToolOption<string?>("--cache")
    {
        Description = "Folder of the feature cache, which later runs reuse; safe to delete.",
        HelpName = "DIR",
        Default = $"{CacheDirectory.Variable}/features or the user's cache folder",
        Methods = Methods,
    };

    private readonly Option<bool> _off = new ToolOption<bool>("--no-cache")
    {
        Description = "Do not read or write the feature cache.",
        Methods = Methods,
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_folder);
        command.Add(_off);
    }

    /// <summary>Returns the specified folder, or null.</summary>
    public string? Folder(ParseResult parse) => parse.GetValue(_folder);

    /// <summary>Rejects the options for a method that does not use them.</summary>
    public void RefuseFor(ParseResult parse, string method) => TrainingMethod.Refuse(parse, method, [_folder, _off]);

    /// <summary>Adds the cache to the options of a training. The training runs without the default cache where that cannot be used.</summary>
    /// <param name="options">The options of the training.</param>
    /// <param name="backbone">The backbone.</param>
    /// <param name="parse">The command line.</param>
    /// <param name="console">Receives the warning about a cache that cannot be used.</param>
    /// <exception cref="MlNetCnnException">The options contradict each other, or the specified folder cannot be used.</exception>
    public FeatureTrainingOptions AddCache(FeatureTrainingOptions options, Backbone backbone, ParseResult parse, CommandConsole console)
    {
        var folder = parse.GetValue(_folder);
        if (parse.GetValue(_off))
        {
            return folder is null
                ? options
                : throw new MlNetCnnException(
                    ErrorKind.Usage, ToolErrorCodes.Usage, "--cache and --no-cache contradict each other", fix: "keep one of the two");
        }

        try
        {
            var cached = options with { Cache = new FeatureCache(folder) };
            cached.Cache.EnsureUsable();
            return cached;
        }
        catch (MlNetCnnException exception) when (folder is null)
        {
            console.Error.WriteLine($"warning: features are not cached for the next run: {DisplayText.OneLine(exception.Problem)}");
            return options;
        }
    }
}
