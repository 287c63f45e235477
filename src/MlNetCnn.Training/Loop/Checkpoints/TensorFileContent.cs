using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>What a <see cref="TensorFile"/> holds.</summary>
/// <param name="Metadata">Words by name.</param>
/// <param name="Tensors">Tensors by name, row-major, in the processor's memory; freed with this object.</param>
internal sealed record TensorFileContent(IReadOnlyDictionary<string, string> Metadata, IReadOnlyDictionary<string, Tensor> Tensors) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in Tensors.Values)
        {
            tensor.Dispose();
        }
    }
}
