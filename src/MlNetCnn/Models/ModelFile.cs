namespace MlNetCnn.Models;

/// <summary>A saved classifier as data: the network that takes <see cref="GraphEditor.Image"/>, and its card. Nothing in the file is run.</summary>
/// <param name="Bytes">The network as an <c>.onnx</c> file.</param>
/// <param name="Card">What it says of itself.</param>
internal sealed record ModelFile(byte[] Bytes, ModelCard Card)
{
    /// <summary>Whether a file is a network alone, which takes pixels, whoever resizes them.</summary>
    /// <param name="path">Its path; the extension tells.</param>
    public static bool IsNetwork(string path) => Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a file.</summary>
    /// <param name="path">A <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="MlNetCnnException">The file is missing, damaged, or no model of MlNetCnn.</exception>
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
