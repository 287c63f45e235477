using System.Globalization;
using System.Text.Json;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>The complete state of a training run: weights, the best weights so far, the optimizer, the schedule and the history.</summary>
internal sealed class CheckpointState
{
    private const string Identity = "identity.";
    private const string Arithmetic = "arithmetic.";

    // JSON has no representation of NaN.
    private static readonly JsonSerializerOptions Json =
        new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The current state of the network.</summary>
    public required IReadOnlyList<KeyValuePair<string, Tensor>> Weights { get; init; }

    /// <summary>The best weights so far.</summary>
    public required WeightCopy Best { get; init; }

    /// <summary>The optimizer.</summary>
    public required WeightOptimizer Optimizer { get; init; }

    /// <summary>The schedule.</summary>
    public required LearningRateSchedule Schedule { get; init; }

    /// <summary>The moving average of the weights, or null.</summary>
    public required ModelEma? Average { get; init; }

    /// <summary>The learning rate set for the next epoch, or null for that of the schedule.</summary>
    public double? NextRate { get; set; }

    /// <summary>Whether training was stopped after the last epoch.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Writes the file; an existing file is replaced only by a complete new one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="identity">The settings that must match to resume the run.</param>
    /// <param name="arithmetic">The settings that affect the last digits of results.</param>
    /// <param name="history">All epochs so far.</param>
    /// <exception cref="MlNetCnnException">The file cannot be written.</exception>
    public void Save(
        string path, IReadOnlyDictionary<string, string> identity, IReadOnlyDictionary<string, string> arithmetic, IReadOnlyList<EpochRecord> history)
    {
        var metadata = identity.ToDictionary(i => Identity + i.Key, i => i.Value, StringComparer.Ordinal);
        foreach (var (name, value) in arithmetic)
        {
            metadata[Arithmetic + name] = value;
        }

        metadata["next-rate"] = NextRate?.ToString("R", CultureInfo.InvariantCulture) ?? "";
        metadata["stopped"] = IsStopped ? "yes" : "";
        metadata["steps"] = Optimizer.Steps.ToString(CultureInfo.InvariantCulture);
        metadata["schedule"] = Schedule.State;
        metadata["history"] = JsonSerializer.Serialize(history, Json);
        metadata["averaged"] = (Average?.Updates ?? 0).ToString(CultureInfo.InvariantCulture);
        var tensors = Named("weights/", Weights).Concat(Named("best/", Best.Copies)).Concat(Named("optimizer/", Optimizer.State))
            .Concat(Named("average/", Average?.State ?? []));
        TensorFile.Write(path, metadata, tensors);
    }

    /// <summary>Reads the file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="identity">The settings of this run that must match.</param>
    /// <param name="arithmetic">The settings of this run that affect the last digits of results.</param>
    /// <returns>All epochs so far; and a description of how the arithmetic differed then, or null.</returns>
    /// <exception cref="MlNetCnnException"><c>RESUME_CHANGED</c>: the file belongs to another run; <c>CHECKPOINT_BROKEN</c>.</exception>
    public (IReadOnlyList<EpochRecord> History, string? OtherArithmetic) Load(
        string path, IReadOnlyDictionary<string, string> identity, IReadOnlyDictionary<string, string> arithmetic)
    {
        using var scope = NewDisposeScope();
        using var still = no_grad();
        using var content = TensorFile.Read(path);
        RequireSame(path, content.Metadata, identity);
        try
        {
            var weights = Under("weights/", content.Tensors);
            var best = Under("best/", content.Tensors);
            foreach (var (name, live) in Weights)
            {
                live.copy_(weights[name]);
            }

            foreach (var (name, copy) in Best.Copies)
            {
                copy.copy_(best[name]);
            }

            Optimizer.LoadState(Under("optimizer/", content.Tensors));
            Optimizer.Steps = long.Parse(content.Metadata["steps"], CultureInfo.InvariantCulture);
            Schedule.State = content.Metadata["schedule"];
            if (Average is not null)
            {
                Average.LoadState(Under("average/", content.Tensors));
                Average.Updates = long.Parse(content.Metadata["averaged"], CultureInfo.InvariantCulture);
            }

            NextRate = content.Metadata.GetValueOrDefault("next-rate") is { Length: > 0 } rate ? double.Parse(rate, CultureInfo.InvariantCulture) : null;
            IsStopped = content.Metadata.GetValueOrDefault("stopped") is { Length: > 0 };
            return (JsonSerializer.Deserialize<List<EpochRecord>>(content.Metadata["history"], Json)!, Compare(content.Metadata, arithmetic));
        }
        catch (Exception exception) when (
            exception is KeyNotFoundException or FormatException or JsonException or System.Runtime.InteropServices.ExternalException)
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.CheckpointBroken, $"the checkpoint '{path}' lacks part of the training state",
                received: exception.Message.Split('\n', 2)[0].TrimEnd('.'), fix: "delete it and start the training again", innerException: exception);
        }
    }

    private static void RequireSame(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, string> identity)
    {
        var changed = identity.Where(i => metadata.GetValueOrDefault(Identity + i.Key) != i.Value)
            .Select(i => (i.Key, Now: i.Value, Then: metadata.GetValueOrDefault(Identity + i.Key) ?? "nothing")).ToList();
        if (changed.Count > 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.ResumeChanged, $"the checkpoint '{path}' belongs to a training with other settings",
                expected: string.Join(", ", changed.Select(c => $"{c.Key} {c.Then}")),
                received: string.Join(", ", changed.Select(c => $"{c.Key} {c.Now}")),
                fix: "use the options and images of that run, or train without Resume");
        }
    }

    private static string? Compare(IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, string> arithmetic)
    {
        var then = metadata.Where(entry => entry.Key.StartsWith(Arithmetic, StringComparison.Ordinal))
            .ToDictionary(entry => entry.Key[Arithmetic.Length..], entry => entry.Value, StringComparer.Ordinal);
        string[] changed =
        [
            .. then.Keys.Union(arithmetic.Keys).Order(StringComparer.Ordinal)
                .Where(name => then.GetValueOrDefault(name) != arithmetic.GetValueOrDefault(name))
                .Select(name => $"{name} {arithmetic.GetValueOrDefault(name, "not set")} instead of {then.GetValueOrDefault(name, "not set")}"),
        ];
        return changed.Length == 0 ? null
            : $"training was resumed with different arithmetic ({string.Join("; ", changed)}): results differ in the last digits from an uninterrupted run";
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Named(string prefix, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        tensors.Select(t => KeyValuePair.Create(prefix + t.Key, t.Value));

    private static Dictionary<string, Tensor> Under(string prefix, IReadOnlyDictionary<string, Tensor> tensors) =>
        tensors.Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(t => t.Key[prefix.Length..], t => t.Value, StringComparer.Ordinal);
}
