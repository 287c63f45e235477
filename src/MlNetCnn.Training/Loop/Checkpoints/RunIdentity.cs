using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>What makes a training the same training: an interrupted one can only be gone on with under the same choices.</summary>
internal static class RunIdentity
{
    // Constants such as the axes of a sum are no longer; weights are.
    private const int MaxConstant = 64;

    /// <summary>Lists the choices that every training has, by keys that checkpoints hold: they do not follow the names of options.</summary>
    /// <param name="split">The images.</param>
    /// <param name="options">What was asked for.</param>
    /// <param name="epochs">Passes over the training images.</param>
    /// <param name="memory">The batches.</param>
    /// <param name="precision">The type in which layers compute.</param>
    /// <param name="augmentation">The random changes.</param>
    /// <param name="usable">The images that are used.</param>
    /// <param name="own">The choices that this kind of training has for itself, beside those that its options mark.</param>
    public static IReadOnlyDictionary<string, string> Of(
        DatasetSplits split,
        TrainingOptions options,
        int epochs,
        MemoryPlan memory,
        ScalarType? precision,
        Augmentation augmentation,
        LabeledFeatures usable,
        IEnumerable<KeyValuePair<string, string>> own) => new Dictionary<string, string>(
            [.. own, .. Marked(options, options.GetType()), .. OfOptions(options, epochs, memory, precision, augmentation)], StringComparer.Ordinal)
        {
            ["images"] = split.Fingerprint,

            // Only a checkpoint is ever compared, and every file is read for this.
            ["content of images"] = options.CheckpointPath is null ? "" : Contents(split, usable, MachineResources.Threads(options.Threads)),
        };

    /// <summary>Those of the choices that are options.</summary>
    internal static Dictionary<string, string> OfOptions(
        TrainingOptions options, int epochs, MemoryPlan memory, ScalarType? precision, Augmentation augmentation) =>
        new(Marked(options, typeof(TrainingOptions)), StringComparer.Ordinal)
        {
            ["decoder"] = options.Decoder.Key,
            ["patience"] = Text(options.PatienceFor(epochs)),
            ["augmentation function"] = augmentation.Function is { } function ? Describe(function) : "none",
            ["epochs"] = Text(epochs),
            ["batch-size"] = $"{Text(memory.BatchSize)} x {Text(memory.GradientAccumulationSteps)}",
            ["resize"] = $"{options.Resize} {Text(options.ResolvedResizeFactor)}",
            ["schedule"] = $"{options.Schedule} {Text(options.WarmupFraction)}",
            ["augment"] = augmentation.ToString(),
            ["mixup and cutmix"] = $"{Text(options.Mixing.MixupAlpha)} {Text(options.Mixing.CutMixAlpha)} {Text(options.Mixing.Probability)} "
                + $"{Text(options.Mixing.SwitchProbability)}",
            ["precision"] = precision?.ToString() ?? "Float32",
        };

    /// <summary>Those that stand by themselves, and are marked by a key.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="declaring">Whose properties.</param>
    internal static IEnumerable<KeyValuePair<string, string>> Marked(TrainingOptions options, Type declaring) =>
        from property in declaring.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        let key = property.GetCustomAttribute<ResumeKeyAttribute>()?.Key
        where key is not null
        select KeyValuePair.Create(key, Convert.ToString(property.GetValue(options), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "default");

    /// <summary>What a network computes: its nodes and the shapes of its weights. Random weights follow from the seed.</summary>
    /// <param name="network">The network.</param>
    public static string Structure(OnnxGraph network)
    {
        var copy = network.Clone();
        foreach (var weight in copy.Proto.Initializer.Where(weight => weight.Dims.Aggregate(1L, (product, size) => product * size) > MaxConstant))
        {
            weight.RawData = Google.Protobuf.ByteString.Empty;
            weight.FloatData.Clear();
        }

        return Short(SHA256.HashData(copy.ToBytes()));
    }

    private static string Contents(DatasetSplits split, LabeledFeatures usable, int threads)
    {
        LabeledImage[] images = [.. split.Train, .. split.Validation, .. split.Test];
        int[] rows = [.. usable.Train.Rows, .. usable.Validation.Rows, .. usable.Test.Rows];
        var lines = new string[rows.Length];
        Parallel.For(0, rows.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            using var file = File.OpenRead(images[rows[i]].Path);
            lines[i] = $"{rows[i]} {Convert.ToHexStringLower(SHA256.HashData(file))}\n";
        });
        return Short(SHA256.HashData(Encoding.ASCII.GetBytes(string.Concat(lines))));
    }

    // By what it does, as far as that can be told: which values it has captured cannot.
    private static string Describe(Delegate function)
    {
        var code = function.Method.GetMethodBody()?.GetILAsByteArray() ?? [];
        return $"{function.Method.DeclaringType?.FullName}.{function.Method.Name} {Short(SHA256.HashData(code))}";
    }

    private static string Short(byte[] hash) => Convert.ToHexStringLower(hash.AsSpan(0, 16));

    /// <summary>A number as it stands in the list.</summary>
    /// <param name="value">The number.</param>
    public static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
