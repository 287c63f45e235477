using System.CommandLine;
using System.Globalization;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>How a network is trained, pretrained or from scratch; frozen features take none of these options.</summary>
internal sealed class TrainingCommandOptions
{
    private readonly List<PropertyOption> _all = [];
    private readonly Option<string[]> _unfreeze;
    private readonly Option<string?> _checkpoint = new("--checkpoint")
    {
        Description = "Where the state of training is kept after each epoch. By default beside the model, with .checkpoint added; "
            + "it is deleted when training is done.",
        HelpName = "FILE",
    };

    /// <summary>Creates the options.</summary>
    /// <param name="keepsState">Whether the state of an interrupted training is kept in a file and gone on with.</param>
    /// <param name="several">Whether several ranges of layers may be named.</param>
    public TrainingCommandOptions(bool keepsState = true, bool several = false)
    {
        _unfreeze = CommonOptions.Repeated(new Option<string[]>("--unfreeze")
        {
            Description = "Which layers are trained: as suits the number of photos (auto, the default), the head alone, the last N stages or layers, "
                + "everything behind a tensor, or all.",
            HelpName = "auto|head|stages:N|layers:N|from:TENSOR|all",
        }, several);
        Add(nameof(FineTuningOptions.Unfreeze), _unfreeze, values => LayerRange.Parse(values[0]));
        _all.AddRange(TrainingProperties.All.Select(PropertyOption.Of));
        Add(
            nameof(TrainingOptions.Augmentation),
            new Option<string>("--augment")
            {
                Description = "Random changes of the training photos: standard less what changes labels on these photos (auto, the default), a preset, "
                    + "or words like crop=0.5..1,flip,rotate=15,brightness=0.2.",
                HelpName = "auto|none|light|standard|strong|SPEC",
            },
            spec => spec.Equals("auto", StringComparison.OrdinalIgnoreCase) ? null : Augmentation.Parse(spec));
        Add(nameof(TrainingOptions.MemoryBudgetBytes), MemoryBudget(), size => ByteSize.Parse(size)!.Value);
        if (keepsState)
        {
            Add(nameof(TrainingOptions.CheckpointPath), _checkpoint, path => path);
            Add(
                nameof(TrainingOptions.Resume),
                new Option<bool>("--resume")
                {
                    Description = "Go on where an interrupted training of the same photos and options stands; begin anew where there is none.",
                },
                resume => resume);
        }
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command) => _all.ForEach(option => command.Add(option.Option));

    /// <summary>Refuses the options that a method does not have.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="method">The method that was chosen.</param>
    /// <exception cref="MlNetCnnException">One was given.</exception>
    public void RefuseFor(ParseResult parse, string method)
    {
        TrainingOptions? options = method switch
        {
            TrainingMethod.FineTuning => new FineTuningOptions(),
            TrainingMethod.Scratch => new CnnTrainingOptions(),
            _ => null,
        };
        TrainingMethod.Refuse(parse, method, _all.Where(option => options is null || !option.BelongsTo(options)).Select(option => option.Option));
    }

    /// <summary>How to train a pretrained network on.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="common">What every method has.</param>
    /// <param name="output">The model, or null where no state is kept.</param>
    /// <exception cref="MlNetCnnException">Options that are right alone make no sense together, or a text is not understood.</exception>
    public FineTuningOptions ReadFineTuning(ParseResult parse, FeatureTrainingOptions common, string? output) =>
        Read(parse, new FineTuningOptions(), common, output);

    /// <summary>How to train a pretrained network on, for each range of layers that was named.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="common">What every method has.</param>
    /// <exception cref="MlNetCnnException">Options that are right alone make no sense together, or a text is not understood.</exception>
    public IReadOnlyList<FineTuningOptions> ReadFineTunings(ParseResult parse, FeatureTrainingOptions common)
    {
        var options = ReadFineTuning(parse, common, null);
        return parse.GetValue(_unfreeze) is { Length: > 0 } given ? [.. given.Select(range => options with { Unfreeze = LayerRange.Parse(range) })] : [options];
    }

    /// <summary>How to train a network from scratch.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="common">What every method has.</param>
    /// <param name="output">The model, or null where no state is kept.</param>
    /// <exception cref="MlNetCnnException">Options that are right alone make no sense together, or a text is not understood.</exception>
    public CnnTrainingOptions ReadScratch(ParseResult parse, FeatureTrainingOptions common, string? output) =>
        Read(parse, new CnnTrainingOptions(), common, output);

    private T Read<T>(ParseResult parse, T options, FeatureTrainingOptions common, string? output)
        where T : TrainingOptions
    {
        foreach (var shared in typeof(FeatureTrainingOptions).GetProperties())
        {
            typeof(T).GetProperty(shared.Name)?.SetValue(options, shared.GetValue(common));
        }

        _all.ForEach(option => option.Set(parse, options));
        options = (T)((TrainingOptions)options with { CheckpointPath = output is null ? null : options.CheckpointPath ?? $"{output}.checkpoint" });
        options.Validate();
        return options;
    }

    private static Option<string> MemoryBudget()
    {
        var option = new Option<string>("--memory-budget")
        {
            Description = "The most memory that these may take, for example 500MB or 2GB. By default half of what there is.",
            HelpName = "SIZE",
        };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && ByteSize.Parse(result.Tokens[0].Value) is null)
            {
                result.AddError($"--memory-budget takes a size such as 500MB or 2GB, not '{result.Tokens[0].Value}'.");
            }
        });
        return option;
    }

    private void Add<T>(string property, Option<T> option, Func<T, object?> read) =>
        _all.Add(new PropertyOption(property, option, parse => read(parse.GetRequiredValue(option))));
}

/// <summary>Sizes as people write them.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, long Bytes)[] Units =
        [("KB", 1L << 10), ("MB", 1L << 20), ("GB", 1L << 30), ("TB", 1L << 40), ("B", 1)];

    /// <summary>Reads a size: a number above 0 with an optional unit of B, KB, MB, GB or TB, each 1024 of the one before.</summary>
    /// <param name="text">For example <c>500MB</c>.</param>
    /// <returns>The size in bytes, or null where it is none.</returns>
    public static long? Parse(string text)
    {
        var (unit, bytes) = Units.FirstOrDefault(u => text.EndsWith(u.Unit, StringComparison.OrdinalIgnoreCase), ("", 1));
        var number = text[..^unit.Length].Trim();
        return double.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count)
            && count * bytes is >= 1 and < long.MaxValue / 2
                ? (long)(count * bytes)
                : null;
    }
}
