using System.Runtime.InteropServices;

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
        return Read(IsNetwork(path) ? OnnxFile.ReadBytes(path) : ModelPackage.ReadGraph(path, cancellationToken), path);
    }

    /// <summary>Reads the content of a file.</summary>
    /// <param name="content">The bytes of a <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote; they decide which of both it is.</param>
    /// <param name="name">The name of the model in messages.</param>
    /// <exception cref="MlNetCnnException">The content is damaged, or not that of an MlNetCnn model.</exception>
    public static ModelFile Read(ReadOnlyMemory<byte> content, string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (content.IsEmpty)
        {
            throw OnnxFile.Empty(name);
        }

        // The whole array of the caller is not copied: nothing here changes it.
        if (!MemoryMarshal.TryGetArray(content, out var bytes))
        {
            bytes = content.ToArray();
        }

        if (ZipDirectory.IsZip(bytes))
        {
            return Read(ModelPackage.ReadGraph(bytes, name), name);
        }

        return Read(bytes.Array!.Length == bytes.Count ? bytes.Array : [.. bytes], name);
    }

    private static ModelFile Read(byte[] network, string name)
    {
        var card = ModelCardMetadata.Read(OnnxMetadata.Read(network, name), name);
        if (!card.Input.IsReduced)
        {
            return new ModelFile(network, card);
        }

        var graph = OnnxGraph.Parse(network, name);
        PixelReduction.Detach(graph, card.Input);
        return new ModelFile(graph.ToBytes(), card);
    }
}
