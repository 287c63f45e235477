using System.Globalization;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Settings that must match for a checkpoint to be resumed.</summary>
internal static class RunIdentity
{
    // Constants such as the axes of a sum are not larger than this; weights are.
    private const int MaxConstant = 64;

    /// <summary>Lists the settings of every training by the keys that checkpoints use, which do not follow the names of options.</summary>
    /// <param name="split">The images.</param>
    /// <param name="options">The requested options.</param>
    /// <param name="epochs">The number of passes over the training images.</param>
    /// <param name="memory">The batch sizes.</param>
    /// <param name="precision">The type in which layers compute.</param>
    /// <param name="augmentation">The augmentation.</param>
    /// <param name="usable">The valid images.</param>
    /// <param name="own">The settings of this kind of training, in addition to those marked on its options.</param>
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

            // Only checkpoints are ever compared, and this reads every file.
            ["content of images"] = options.CheckpointPath is null ? "" : Contents(split, usable, MachineResources.Threads(options.Threads)),
        };

    /// <summary>Returns the settings that follow from options.</summary>
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

    /// <summary>Returns the options that are marked with a key.</summary>
    /// <param name="options">The requested options.</param>
    /// <param name="declaring">The type that declares the properties.</param>
    internal static IEnumerable<KeyValuePair<string, string>> Marked(TrainingOptions options, Type declaring) =>
        from property in declaring.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
        let key = property.GetCustomAttribute<ResumeKeyAttribute>()?.Key
        where key is not null
        select KeyValuePair.Create(key, Convert.ToString(property.GetValue(options), CultureInfo.InvariantCulture) is { Length: > 0 } text ? text : "default");

    /// <summary>Describes what a network computes: its nodes and the shapes of its weights. Random weights follow from the seed.</summary>
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

    // Identified by its code, as far as that is possible: captured values are not included.
    private static string Describe(Delegate function)
    {
        var code = function.Method.GetMethodBody()?.GetILAsByteArray() ?? [];
        return $"{function.Method.DeclaringType?.FullName}.{function.Method.Name} {Short(SHA256.HashData(code))}";
    }

    private static string Short(byte[] hash) => Convert.ToHexStringLower(hash.AsSpan(0, 16));

    /// <summary>Formats a number for the list.</summary>
    /// <param name="value">The number.</param>
    public static string Text(IFormattable value) => value.ToString(null, CultureInfo.InvariantCulture);
}
