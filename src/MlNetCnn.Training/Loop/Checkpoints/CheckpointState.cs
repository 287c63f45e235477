using System.Globalization;
using System.Text.Json;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>All that a training has to remember: weights, the best ones so far, the optimiser, the schedule, the history.</summary>
internal sealed class CheckpointState
{
    private const string Identity = "identity.";
    private const string Arithmetic = "arithmetic.";

    // JSON has no word for what is not a number.
    private static readonly JsonSerializerOptions Json =
        new() { NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>The network's live state.</summary>
    public required IReadOnlyList<KeyValuePair<string, Tensor>> Weights { get; init; }

    /// <summary>The best weights so far.</summary>
    public required WeightCopy Best { get; init; }

    /// <summary>The optimiser.</summary>
    public required WeightOptimizer Optimizer { get; init; }

    /// <summary>The schedule.</summary>
    public required LearningRateSchedule Schedule { get; init; }

    /// <summary>The average of the weights, or null.</summary>
    public required ModelEma? Average { get; init; }

    /// <summary>The learning rate that was set for the next epoch, or null for the schedule's.</summary>
    public double? NextRate { get; set; }

    /// <summary>Whether training was ended after the last epoch.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Writes the file; an old one is replaced only by a whole new one.</summary>
    /// <param name="path">The file.</param>
    /// <param name="identity">What must be the same when training goes on.</param>
    /// <param name="arithmetic">What the last digits depend on.</param>
    /// <param name="history">Every epoch so far.</param>
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
    /// <param name="identity">What this run is.</param>
    /// <param name="arithmetic">What its last digits depend on.</param>
    /// <returns>Every epoch so far; and how the arithmetic was another one then, or null.</returns>
    /// <exception cref="MlNetCnnException"><c>RESUME_CHANGED</c>: it is of another run; <c>CHECKPOINT_BROKEN</c>.</exception>
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
                ErrorKind.Data, ErrorCodes.CheckpointBroken, $"the checkpoint '{path}' lacks a part of the training's state",
                received: exception.Message.Split('\n', 2)[0].TrimEnd('.'), fix: "delete it and train anew", innerException: exception);
        }
    }

    private static void RequireSame(string path, IReadOnlyDictionary<string, string> metadata, IReadOnlyDictionary<string, string> identity)
    {
        var changed = identity.Where(i => metadata.GetValueOrDefault(Identity + i.Key) != i.Value)
            .Select(i => (i.Key, Now: i.Value, Then: metadata.GetValueOrDefault(Identity + i.Key) ?? "nothing")).ToList();
        if (changed.Count > 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.ResumeChanged, $"the training that '{path}' belongs to was another one",
                expected: string.Join(", ", changed.Select(c => $"{c.Key} {c.Then}")),
                received: string.Join(", ", changed.Select(c => $"{c.Key} {c.Now}")),
                fix: "give the options and images of that run again, or train without Resume");
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
                .Select(name => $"{name} {arithmetic.GetValueOrDefault(name, "not set")} in place of {then.GetValueOrDefault(name, "not set")}"),
        ];
        return changed.Length == 0 ? null
            : $"training went on under other arithmetic ({string.Join("; ", changed)}): its last digits differ from those of a run without the interruption";
    }

    private static IEnumerable<KeyValuePair<string, Tensor>> Named(string prefix, IEnumerable<KeyValuePair<string, Tensor>> tensors) =>
        tensors.Select(t => KeyValuePair.Create(prefix + t.Key, t.Value));

    private static Dictionary<string, Tensor> Under(string prefix, IReadOnlyDictionary<string, Tensor> tensors) =>
        tensors.Where(t => t.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(t => t.Key[prefix.Length..], t => t.Value, StringComparer.Ordinal);
}
