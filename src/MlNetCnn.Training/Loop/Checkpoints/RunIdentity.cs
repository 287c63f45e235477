using System.Globalization;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>What makes a training the same training: an interrupted one can only be gone on with under the same choices.</summary>
internal static class RunIdentity
{
    /// <summary>Lists the choices that every training has, by the names that a user gives them.</summary>
    /// <param name="split">The images.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="epochs">Passes over the training images.</param>
    /// <param name="memory">The batches.</param>
    /// <param name="precision">The type in which layers compute.</param>
    /// <param name="augmentation">The random changes.</param>
    /// <param name="own">The choices that this kind of training has for itself.</param>
    public static IReadOnlyDictionary<string, string> Of(
        ImageSplit split,
        TrainingOptions options,
        int epochs,
        MemoryPlan memory,
        ScalarType? precision,
        Augmentation augmentation,
        IEnumerable<KeyValuePair<string, string>> own) => new Dictionary<string, string>(own, StringComparer.Ordinal)
        {
            ["images"] = split.Fingerprint,
            ["seed"] = Text(options.Seed),
            ["epochs"] = Text(epochs),
            ["batch-size"] = $"{Text(memory.BatchSize)} x {Text(memory.AccumulationSteps)}",
            ["resize"] = $"{options.Resize} {Text(options.ResolvedResizeFactor)}",
            ["optimizer"] = options.Optimizer.ToString(),
            ["momentum"] = Text(options.Momentum),
            ["learning-rate"] = options.LearningRate is { } rate ? Text(rate) : "default",
            ["schedule"] = $"{options.Schedule} {Text(options.WarmUp)}",
            ["weight-decay"] = Text(options.WeightDecay),
            ["label-smoothing"] = Text(options.LabelSmoothing),
            ["class-balance"] = options.ClassBalancing.ToString(),
            ["augment"] = augmentation.ToString(),
            ["mixup and cutmix"] = $"{Text(options.Mixing.Mixup)} {Text(options.Mixing.CutMix)} {Text(options.Mixing.Probability)} {Text(options.Mixing.CutMixShare)}",
            ["gradient-clip"] = Text(options.GradientClip),
            ["ema"] = Text(options.WeightAveraging),
            ["precision"] = precision?.ToString() ?? "Float32",
            ["metric"] = options.Metric.ToString(),
        };

    /// <summary>A number as it stands in the list.</summary>
    /// <param name="value">The number.</param>
    public static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
