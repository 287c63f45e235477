using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>What a tensor file holds.</summary>
/// <param name="Metadata">Texts by name.</param>
/// <param name="Tensors">Tensors by name.</param>
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
