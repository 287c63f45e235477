using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Restores the tensors of a checkpoint.</summary>
internal static class TensorState
{
    /// <summary>Copies values into tensors, which keep their type, layout and device; all are checked before the first is changed.</summary>
    /// <param name="targets">The tensors to fill.</param>
    /// <param name="sources">Values by the same names; others are ignored.</param>
    /// <exception cref="MlNetCnnException"><c>CHECKPOINT_BROKEN</c>: one is missing or has another shape.</exception>
    public static void Load(IEnumerable<KeyValuePair<string, Tensor>> targets, IReadOnlyDictionary<string, Tensor> sources)
    {
        var pairs = targets.Select(target => (Target: target.Value, Source: Find(target.Key, target.Value, sources))).ToList();
        using var still = no_grad();
        foreach (var (target, source) in pairs)
        {
            target.copy_(source);
        }
    }

    private static Tensor Find(string name, Tensor target, IReadOnlyDictionary<string, Tensor> sources)
    {
        if (sources.TryGetValue(name, out var source) && source.shape.SequenceEqual(target.shape))
        {
            return source;
        }

        throw new MlNetCnnException(
            ErrorKind.Data, ErrorCodes.CheckpointBroken, "the checkpoint does not match this training",
            expected: $"'{name}' of shape [{string.Join(", ", target.shape)}]",
            received: source is null ? "no such tensor" : $"shape [{string.Join(", ", source.shape)}]",
            fix: "resume with the options and data of the checkpoint, or delete it to start again");
    }
}
