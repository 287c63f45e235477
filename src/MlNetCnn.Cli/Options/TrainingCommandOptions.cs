using System.CommandLine;
using System.Globalization;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>How a network is trained, pretrained or from scratch; frozen features take none of these options.</summary>
internal sealed class TrainingCommandOptions
{
    private const string Fraction = "a number from 0 up to, but not reaching, 1";

    private static readonly FineTuningOptions Default = new();
    private static readonly CnnTrainingOptions Scratch = new();

    private readonly List<Option> _all = [];
    private readonly List<Option> _fineTuningOnly = [];
    private readonly Option<string[]> _unfreeze;
    private readonly Option<int?> _epochs;
    private readonly Option<int?> _batchSize;
    private readonly Option<double?> _learningRate;
    private readonly Option<string> _optimizer;
    private readonly Option<string> _schedule;
    private readonly Option<string?> _augment;
    private readonly Option<int?> _variants;
    private readonly Option<double?> _mixup;
    private readonly Option<double?> _cutMix;
    private readonly Option<double?> _labelSmoothing;
    private readonly Option<double?> _weightDecay;
    private readonly Option<double?> _dropout;
    private readonly Option<string> _classBalance;
    private readonly Option<double?> _gradientClip;
    private readonly Option<int?> _accumulate;
    private readonly Option<double?> _ema;
    private readonly Option<string?> _freezeBatchNorm;
    private readonly Option<string> _metric;
    private readonly Option<int?> _patience;
    private readonly Option<string> _precision;
    private readonly Option<string> _device;
    private readonly Option<string> _loading;
    private readonly Option<string?> _memoryBudget;
    private readonly Option<string?>? _checkpoint;
    private readonly Option<bool>? _resume;

    /// <summary><c>--precision</c>; read it with <see cref="CommonOptions.Chosen{T}"/>.</summary>
    public static Option<string> CreatePrecision() => CommonOptions.Choice(
        "--precision", "The type in which layers compute: bf16 where the processor has it (auto), fp32 or bf16.", Default.Precision);

    /// <summary>Creates the options.</summary>
    /// <param name="keepsState">Whether the state of an interrupted training is kept in a file and gone on with.</param>
    /// <param name="several">Whether several ranges of layers may be named.</param>
    public TrainingCommandOptions(bool keepsState = true, bool several = false)
    {
        _unfreeze = Add(CommonOptions.Repeated(new Option<string[]>("--unfreeze")
        {
            Description = "Which layers are trained: as suits the number of photos (auto, the default), the head alone, the last N stages or layers, everything behind a tensor, or all.",
            HelpName = "auto|head|stages:N|layers:N|from:TENSOR|all",
        }, several));
        _epochs = Number<int>("--epochs", "N", value => value is >= 1 and <= 1000, "a whole number from 1 to 1000",
            $"How often every photo is shown, 1 to 1000. By default 60 from scratch, or 120 with fewer than 1000 photos to train on; in fine-tuning chosen from the number of photos, at most 30.");
        _batchSize = Number<int>("--batch-size", "N", value => value is >= 1 and <= 4096, "a whole number from 1 to 4096",
            $"Photos in a step, 1 to 4096. By default {Default.BatchSize} in fine-tuning, {Scratch.BatchSize} from scratch.");
        _learningRate = Number<double>("--learning-rate", "X", value => value is > 0 and <= 10, "a number above 0 and at most 10",
            "The highest learning rate, above 0 and at most 10; in fine-tuning that of the head, and layers further from it learn more slowly. By default what suits the optimiser and the network.");
        _optimizer = Add(CommonOptions.Choice(
            "--optimizer", $"How gradients change weights; from scratch {CommonOptions.Word(Scratch.Optimizer)} where nothing is said.", Default.Optimizer));
        _schedule = Add(CommonOptions.Choice(
            "--schedule", $"How the learning rates move; from scratch {CommonOptions.Word(Scratch.Schedule)} where nothing is said.", Default.Schedule));
        _augment = Text("--augment", "auto|none|light|standard|strong|SPEC",
            "Random changes of the training photos: standard less what changes labels on these photos (auto, the default), a preset, or words like crop=0.5..1,flip,rotate=15,brightness=0.2.");
        _variants = Number<int>("--cached-augmentations", "K", value => value is >= 0 and <= 100, "a whole number from 0 to 100",
            $"Variants of each photo for which frozen layers are run once and kept, 0 to 100; 0 runs them in every epoch. By default {Default.CachedAugmentations}.");
        _mixup = Number<double>("--mixup", "A", value => value is >= 0 and <= 100, "a number from 0 to 100",
            "Blend photos of a batch by shares from Beta(A, A), 0 to 100; 0.2 is usual. By default 0, off.");
        _cutMix = Number<double>("--cutmix", "A", value => value is >= 0 and <= 100, "a number from 0 to 100",
            "Paste parts of photos into others, areas from Beta(A, A), 0 to 100; 1 is usual. By default 0, off.");
        _labelSmoothing = Number<double>("--label-smoothing", "X", IsFraction, Fraction,
            $"What is taken from the right class and given to all, 0 to below 1. By default {Default.LabelSmoothing.ToString(CultureInfo.InvariantCulture)}.");
        _weightDecay = Number<double>("--weight-decay", "X", value => value is >= 0 and <= 1, "a number from 0 to 1",
            $"How much weights are pulled towards zero, 0 to 1. By default {Number(Default.WeightDecay)} in fine-tuning, {Number(Scratch.WeightDecay)} from scratch.");
        _dropout = Number<double>("--dropout", "X", IsFraction, Fraction,
            "The part of the features that is dropped in front of the head, 0 to below 1. By default 0.");
        _classBalance = Add(CommonOptions.Choice("--class-balance", "What is done about classes of unequal size: nothing, weigh the loss, or show small classes more often.", Default.ClassBalancing));
        _gradientClip = Number<double>("--gradient-clip-norm", "X", value => value is >= 0 and < double.PositiveInfinity, "a number of 0 or more",
            "The largest norm of the gradients, 0 for no bound. By default 0.");
        _accumulate = Number<int>("--grad-accum-steps", "N", value => value is >= 1 and <= 1024, "a whole number from 1 to 1024",
            "Batches whose gradients make one step, 1 to 1024. By default 1.");
        _ema = Number<double>("--ema-decay", "X", IsFraction, Fraction,
            "Keep a moving average of the weights with this decay, 0 to below 1; 0.999 is usual. By default 0, off.");
        _freezeBatchNorm = Text("--freeze-batch-norm", "true|false",
            "Whether batch normalization keeps its pretrained statistics (true, the default) or learns those of these images.").AcceptOnlyFromAmong("true", "false");
        _metric = Add(CommonOptions.Choice("--monitor", "What decides, on the validation photos, which epoch is kept.", Default.MonitoredMetric));
        _patience = Number<int>("--patience", "N", value => value >= 1, "a whole number of 1 or more",
            "End when this many epochs in a row were no better than the best. By default half of all epochs, at least 8; from scratch all of them.");
        _precision = Add(CreatePrecision());
        _device = Add(CommonOptions.Choice("--device", "Where training computes.", Default.Device));
        _loading = Add(CommonOptions.Choice("--data-caching", "Where photos and the outputs of frozen layers are between epochs: in memory, read anew or on disk (stream), or in memory as far as they fit.", Default.DataCaching));
        _memoryBudget = Text("--memory-budget", "SIZE",
            "The most memory that these may take, for example 500MB or 2GB. By default half of what there is.");
        _memoryBudget.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && ByteSize.Parse(result.Tokens[0].Value) is null)
            {
                result.AddError($"--memory-budget takes a size such as 500MB or 2GB, not '{result.Tokens[0].Value}'.");
            }
        });
        _fineTuningOnly.AddRange([_unfreeze, _variants, _dropout, _freezeBatchNorm]);
        if (keepsState)
        {
            _checkpoint = Text("--checkpoint", "FILE",
                "Where the state of training is kept after each epoch. By default beside the model, with .checkpoint added; it is deleted when training is done.");
            _resume = Add(new Option<bool>("--resume") { Description = "Go on where an interrupted training of the same photos and options stands; begin anew where there is none." });
        }
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command) => _all.ForEach(command.Add);

    /// <summary>Refuses the options for a method that has no use for them.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="method">The method that was chosen.</param>
    /// <exception cref="MlNetCnnException">One was given.</exception>
    public void RefuseFor(ParseResult parse, string method) => TrainingMethod.Refuse(parse, method, _all);

    /// <summary>The file in which the state is kept.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="output">The model.</param>
    public string Checkpoint(ParseResult parse, string output) => parse.GetValue(_checkpoint!) ?? $"{output}.checkpoint";

    /// <summary>How to train a pretrained network on.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="common">What every method has.</param>
    /// <param name="output">The model, or null where no state is kept.</param>
    /// <exception cref="MlNetCnnException">Options that are right alone make no sense together, or a text is not understood.</exception>
    public FineTuningOptions ReadFineTuning(ParseResult parse, FeatureTrainingOptions common, string? output) =>
        ReadFineTuning(parse, common, output, parse.GetValue(_unfreeze) is [var range, ..] ? LayerRange.Parse(range) : Default.Unfreeze);

    /// <summary>How to train a pretrained network on, for each range of layers that was named.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="common">What every method has.</param>
    /// <exception cref="MlNetCnnException">Options that are right alone make no sense together, or a text is not understood.</exception>
    public IReadOnlyList<FineTuningOptions> ReadFineTunings(ParseResult parse, FeatureTrainingOptions common)
    {
        LayerRange[] ranges = parse.GetValue(_unfreeze) is { Length: > 0 } given ? [.. given.Select(LayerRange.Parse)] : [Default.Unfreeze];
        return [.. ranges.Select(range => ReadFineTuning(parse, common, null, range))];
    }

    private FineTuningOptions ReadFineTuning(ParseResult parse, FeatureTrainingOptions common, string? output, LayerRange range)
    {
        var options = Bind(parse, Default, common, output) with
        {
            Cache = common.Cache,
            Unfreeze = range,
            Epochs = parse.GetValue(_epochs),
            CachedAugmentations = parse.GetValue(_variants) ?? Default.CachedAugmentations,
            Dropout = parse.GetValue(_dropout) ?? Default.Dropout,
            FreezeBatchNorm = parse.GetValue(_freezeBatchNorm) != "false",
        };
        options.Validate();
        return options;
    }

    /// <summary>How to train a network from scratch.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="common">What every method has.</param>
    /// <param name="output">The model, or null where no state is kept.</param>
    /// <exception cref="MlNetCnnException">Options that are right alone make no sense together, or a text is not understood.</exception>
    public CnnTrainingOptions ReadScratch(ParseResult parse, FeatureTrainingOptions common, string? output)
    {
        var options = Bind(parse, Scratch, common, output) with { Epochs = parse.GetValue(_epochs) };
        options.Validate();
        return options;
    }

    /// <summary>Refuses what only fine-tuning has.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="method">The method that was chosen.</param>
    /// <exception cref="MlNetCnnException">One was given.</exception>
    public void RefuseFineTuningOnly(ParseResult parse, string method) => TrainingMethod.Refuse(parse, method, _fineTuningOnly);

    private T Bind<T>(ParseResult parse, T defaults, FeatureTrainingOptions common, string? output)
        where T : TrainingOptions => (T)((TrainingOptions)defaults with
        {
            Seed = common.Seed,
            Threads = common.Threads,
            Resize = common.Resize,
            ResizeFactor = common.ResizeFactor,
            Decoder = common.Decoder,
            MaxRejectedFraction = common.MaxRejectedFraction,
            Calibrate = common.Calibrate,
            BatchSize = parse.GetValue(_batchSize) ?? defaults.BatchSize,
            LearningRate = parse.GetValue(_learningRate),
            Optimizer = TrainingMethod.IsGiven(parse, _optimizer) ? parse.Chosen<OptimizerKind>(_optimizer) : defaults.Optimizer,
            Schedule = TrainingMethod.IsGiven(parse, _schedule) ? parse.Chosen<ScheduleKind>(_schedule) : defaults.Schedule,
            Augmentation = parse.GetValue(_augment) is { } spec && !spec.Equals("auto", StringComparison.OrdinalIgnoreCase) ? Augmentation.Parse(spec) : null,
            Mixing = new BatchMixingOptions { MixupAlpha = parse.GetValue(_mixup) ?? 0, CutMixAlpha = parse.GetValue(_cutMix) ?? 0 },
            LabelSmoothing = parse.GetValue(_labelSmoothing) ?? defaults.LabelSmoothing,
            WeightDecay = parse.GetValue(_weightDecay) ?? defaults.WeightDecay,
            ClassBalancing = parse.Chosen<ClassBalancing>(_classBalance),
            GradientClipNorm = parse.GetValue(_gradientClip) ?? defaults.GradientClipNorm,
            GradientAccumulationSteps = parse.GetValue(_accumulate) ?? defaults.GradientAccumulationSteps,
            EmaDecay = parse.GetValue(_ema) ?? defaults.EmaDecay,
            MonitoredMetric = parse.Chosen<MonitoredMetric>(_metric),
            Patience = parse.GetValue(_patience),
            Precision = parse.Chosen<TrainingPrecision>(_precision),
            Device = parse.Chosen<TrainingDevice>(_device),
            DataCaching = parse.Chosen<DataCaching>(_loading),
            MemoryBudgetBytes = parse.GetValue(_memoryBudget) is { } size ? ByteSize.Parse(size)!.Value : 0,
            CheckpointPath = output is null ? null : Checkpoint(parse, output),
            Resume = _resume is not null && parse.GetValue(_resume),
        });

    private static string Number(double value) => value.ToString(CultureInfo.InvariantCulture);

    private Option<string?> Text(string name, string value, string description) =>
        Add(new Option<string?>(name) { Description = description, HelpName = value });

    private Option<T?> Number<T>(string name, string value, Func<T?, bool> isValid, string expected, string description)
        where T : struct =>
        Add(CommonOptions.CheckedNumber(new Option<T?>(name) { Description = description, HelpName = value }, isValid, expected));

    private static bool IsFraction(double? value) => value is >= 0 and < 1;

    private T Add<T>(T option)
        where T : Option
    {
        _all.Add(option);
        return option;
    }
}
