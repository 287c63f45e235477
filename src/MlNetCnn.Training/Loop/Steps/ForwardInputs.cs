using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Brings what is fed into the type in which a network computes.</summary>
internal static class ForwardInputs
{
    /// <summary>The same tensors; activations kept in 16 bits become 32 where the network computes in those.</summary>
    /// <param name="inputs">Tensors by name.</param>
    /// <param name="precision">The type in which layers compute, or null for float32.</param>
    public static IReadOnlyDictionary<string, Tensor> In(IReadOnlyDictionary<string, Tensor> inputs, ScalarType? precision) =>
        precision is not null || inputs.Values.All(t => t.dtype == ScalarType.Float32)
            ? inputs
            : inputs.ToDictionary(i => i.Key, i => i.Value.to_type(ScalarType.Float32), StringComparer.Ordinal);
}
