using System.Globalization;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>What makes a training the same training: an interrupted one can only be gone on with under the same choices.</summary>
internal static class RunIdentity
{
    /// <summary>Lists the choices, by the names that a user gives them.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="split">The images.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="plan">How deep and how long.</param>
    /// <param name="memory">The batches.</param>
    /// <param name="precision">The type in which layers compute.</param>
    /// <param name="augmentation">The random changes.</param>
    /// <param name="boundary">Where training begins.</param>
    public static IReadOnlyDictionary<string, string> Of(
        Backbone backbone,
        ImageSplit split,
        FineTuningOptions options,
        FineTuningPlan plan,
        MemoryPlan memory,
        ScalarType? precision,
        Augmentation augmentation,
        IReadOnlyList<string> boundary) => new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["images"] = split.Fingerprint,
            ["backbone"] = backbone.Sha256,
            ["unfreeze"] = $"{plan.Range} ({string.Join(", ", boundary)})",
            ["seed"] = Text(options.Seed),
            ["epochs"] = Text(plan.Epochs),
            ["batch-size"] = $"{Text(memory.BatchSize)} x {Text(memory.AccumulationSteps)}",
            ["resize"] = options.Resize.ToString(),
            ["optimizer"] = options.Optimizer.ToString(),
            ["momentum"] = Text(options.Momentum),
            ["learning-rate"] = $"{(options.LearningRate is { } rate ? Text(rate) : "default")} {Text(options.BackboneRate)} {Text(options.StageRate)}",
            ["schedule"] = $"{options.Schedule} {Text(options.WarmUp)}",
            ["weight-decay"] = Text(options.WeightDecay),
            ["label-smoothing"] = Text(options.LabelSmoothing),
            ["class-balance"] = options.ClassBalancing.ToString(),
            ["augment"] = augmentation.ToString(),
            ["mixup and cutmix"] = $"{Text(options.Mixing.Mixup)} {Text(options.Mixing.CutMix)} {Text(options.Mixing.Probability)} {Text(options.Mixing.CutMixShare)}",
            ["variants"] = Text(options.AugmentedVariants),
            ["dropout"] = Text(options.Dropout),
            ["bn-statistics"] = options.TrainStatistics ? "trained" : "frozen",
            ["gradient-clip"] = Text(options.GradientClip),
            ["ema"] = Text(options.WeightAveraging),
            ["precision"] = precision?.ToString() ?? "Float32",
            ["metric"] = options.Metric.ToString(),
        };

    private static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
