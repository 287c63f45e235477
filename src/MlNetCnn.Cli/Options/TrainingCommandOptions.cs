using System.CommandLine;
using System.Globalization;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>Options for training a network, pretrained or from scratch; they do not apply to frozen features.</summary>
internal sealed class TrainingCommandOptions
{
    private readonly List<PropertyOption> _all = [];
    private readonly Option<string[]> _unfreeze;
    private readonly Option<string?> _checkpoint = new ToolOption<string?>("--checkpoint")
    {
        Description = "Checkpoint file, written after each epoch, deleted at the end.",
        HelpName = "FILE",
        Default = "OUTPUT.checkpoint",
        Methods = PropertyOption.MethodsOf(nameof(TrainingOptions.CheckpointPath)),
    };

    /// <summary>Creates the options.</summary>
    /// <param name="keepsState">Whether training writes checkpoints and can be resumed.</param>
    /// <param name="several">Whether several ranges of layers may be specified.</param>
    /// <param name="without">The properties that the command does not use and whose options it does not offer.</param>
    public TrainingCommandOptions(bool keepsState = true, bool several = false, params IReadOnlyCollection<string> without)
    {
        _unfreeze = CommonOptions.Repeated(new ToolOption<string[]>("--unfreeze")
        {
            Description = "Layers to train.",
            HelpName = "LAYERS",
            Range = "auto, head, stages:N, layers:N, from:TENSOR or all",
            Default = "auto",
            Methods = PropertyOption.MethodsOf(nameof(FineTuningOptions.Unfreeze)),
        }, several);
        Add(nameof(FineTuningOptions.Unfreeze), _unfreeze, values => LayerRange.Parse(values[0]));
        _all.AddRange(TrainingProperties.All.Where(property => !without.Contains(property.Name)).Select(PropertyOption.Of));
        Add(
            nameof(TrainingOptions.Augmentation),
            new ToolOption<string>("--augment")
            {
                Description = "Augmentation; auto omits what changes the labels.",
                HelpName = "SPEC",
                Range = "auto, none, light, standard, strong or a list such as crop=0.5..1,flip,rotate=15",
                Default = "auto",
                Methods = PropertyOption.MethodsOf(nameof(TrainingOptions.Augmentation)),
            },
            spec => spec.Equals("auto", StringComparison.OrdinalIgnoreCase) ? null : Augmentation.Parse(spec));
        Add(nameof(TrainingOptions.MemoryBudgetBytes), MemoryBudget(), size => ByteSize.Parse(size)!.Value);
        if (keepsState)
        {
            Add(nameof(TrainingOptions.CheckpointPath), _checkpoint, path => path);
            Add(
                nameof(TrainingOptions.Resume),
                new ToolOption<bool>("--resume")
                {
                    Description = "Resume an interrupted training.",
                    Methods = PropertyOption.MethodsOf(nameof(TrainingOptions.Resume)),
                },
                resume => resume);
        }
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command) => _all.ForEach(option => command.Add(option.Option));

    /// <summary>Rejects the options that a method does not have.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="method">The chosen method.</param>
    /// <exception cref="MlNetCnnException">One was specified.</exception>
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

    /// <summary>Returns the options for fine-tuning.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="common">The options that all methods share.</param>
    /// <param name="output">The model file, or null where no checkpoint is written.</param>
    /// <exception cref="MlNetCnnException">Options contradict each other, or a value is invalid.</exception>
    public FineTuningOptions ReadFineTuning(ParseResult parse, FeatureTrainingOptions common, string? output) =>
        Read(parse, new FineTuningOptions(), common, output);

    /// <summary>Returns the options for fine-tuning, for each specified range of layers.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="common">The options that all methods share.</param>
    /// <exception cref="MlNetCnnException">Options contradict each other, or a value is invalid.</exception>
    public IReadOnlyList<FineTuningOptions> ReadFineTunings(ParseResult parse, FeatureTrainingOptions common)
    {
        var options = ReadFineTuning(parse, common, null);
        return parse.GetValue(_unfreeze) is { Length: > 0 } given ? [.. given.Select(range => options with { Unfreeze = LayerRange.Parse(range) })] : [options];
    }

    /// <summary>Returns the options for training from scratch.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="common">The options that all methods share.</param>
    /// <param name="output">The model file, or null where no checkpoint is written.</param>
    /// <exception cref="MlNetCnnException">Options contradict each other, or a value is invalid.</exception>
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

    private static Option<string> MemoryBudget() => CommonOptions.Size(new ToolOption<string>("--memory-budget")
    {
        Description = "Memory limit of the cached data, for example 500MB or 2GB.",
        HelpName = "SIZE",
        Default = "half of the available memory",
        Methods = PropertyOption.MethodsOf(nameof(TrainingOptions.MemoryBudgetBytes)),
    });

    private void Add<T>(string property, Option<T> option, Func<T, object?> read) =>
        _all.Add(new PropertyOption(property, option, parse => read(parse.GetRequiredValue(option))));
}

/// <summary>Reads sizes in bytes, with units.</summary>
internal static class ByteSize
{
    private static readonly (string Unit, long Bytes)[] Units =
        [("KB", 1L << 10), ("MB", 1L << 20), ("GB", 1L << 30), ("TB", 1L << 40), ("B", 1)];

    /// <summary>Reads a size: a number above 0 with an optional unit of B, KB, MB, GB or TB, each 1024 times the one before.</summary>
    /// <param name="text">For example <c>500MB</c>.</param>
    /// <returns>The size in bytes, or null if the text is not a size.</returns>
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
