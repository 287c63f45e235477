using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>Whether features are kept from one run to the next, and where.</summary>
internal sealed class FeatureCacheOptions
{
    private readonly Option<string?> _folder = new("--cache")
    {
        Description = "The folder that keeps what the backbone saw in each photo, so that the next run pays only for new ones; "
            + $"else 'features' in the folder that {CacheDirectory.Variable} names, or in the user's cache. Safe to delete.",
        HelpName = "DIR",
    };

    private readonly Option<bool> _off = new("--no-cache") { Description = "Neither read nor keep features." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_folder);
        command.Add(_off);
    }

    /// <summary>The folder that was named, or null.</summary>
    public string? Folder(ParseResult parse) => parse.GetValue(_folder);

    /// <summary>Refuses the options for a method that has no use for them.</summary>
    public void RefuseFor(ParseResult parse, string method) => TrainingMethod.Refuse(parse, method, [_folder, _off]);

    /// <summary>Adds the cache to the options of a training. One that nobody asked for and that cannot be used is done without.</summary>
    /// <param name="options">How to train.</param>
    /// <param name="backbone">The network.</param>
    /// <param name="parse">The command line.</param>
    /// <param name="console">Where a cache that is done without is told of.</param>
    /// <exception cref="MlNetCnnException">The options contradict each other, or the folder that was named cannot be used.</exception>
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
            console.Error.WriteLine($"warning: no features are kept for the next run: {DisplayText.OneLine(exception.Problem)}");
            return options;
        }
    }
}
