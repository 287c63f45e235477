namespace MlNetCnn.Models;

/// <summary>A saved classifier as data: the network that takes <see cref="GraphEditor.Image"/>, and its card. Nothing in the file is executed.</summary>
/// <param name="Bytes">The network as an <c>.onnx</c> file.</param>
/// <param name="Card">The model card.</param>
internal sealed record ModelFile(byte[] Bytes, ModelCard Card)
{
    /// <summary>Whether a file is only a network, which takes pixels and leaves resizing to the caller.</summary>
    /// <param name="path">Its path; the extension decides.</param>
    public static bool IsNetwork(string path) => Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a file.</summary>
    /// <param name="path">A <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="MlNetCnnException">The file is missing, damaged, or not an MlNetCnn model.</exception>
    public static ModelFile Read(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var bytes = IsNetwork(path) ? OnnxFile.ReadBytes(path) : ModelPackage.ReadGraph(path, cancellationToken);
        var card = ModelCardMetadata.Read(OnnxMetadata.Read(bytes, path), path);
        if (!card.Input.IsReduced)
        {
            return new ModelFile(bytes, card);
        }

        var graph = OnnxGraph.Parse(bytes, path);
        PixelReduction.Detach(graph, card.Input);
        return new ModelFile(graph.ToBytes(), card);
    }
}
