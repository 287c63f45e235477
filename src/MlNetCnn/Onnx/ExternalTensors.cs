using Google.Protobuf;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>
/// Weights in external files next to the <c>.onnx</c> file. They are copied into the graph at import, because a saved ML.NET model
/// contains one file only: with external weights, it would save but not load.
/// </summary>
internal static class ExternalTensors
{
    /// <summary>Copies all external tensors into the graph.</summary>
    /// <param name="graph">The model; changed in place.</param>
    /// <param name="path">The <c>.onnx</c> file; external files are only read from its folder, never from outside it.</param>
    /// <returns>The tensors that were external, in the graph's order.</returns>
    /// <exception cref="MlNetCnnException"><c>MODEL_EXTERNAL_DATA</c> or <c>MODEL_TOO_LARGE</c>.</exception>
    public static IReadOnlyList<TensorProto> ReadNext(OnnxGraph graph, string path)
    {
        var outside = All(graph.Proto).Where(t => t.DataLocation == TensorProto.Types.DataLocation.External).ToList();
        if (outside.Count == 0)
        {
            return outside;
        }

        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var total = (long)graph.Model.CalculateSize() + outside.Sum(t => t.ByteCount());
        if (total > OnnxLimits.MaximumBytes)
        {
            throw OnnxFile.TooLarge(path, total);
        }

        foreach (var tensor in outside)
        {
            tensor.RawData = UnsafeByteOperations.UnsafeWrap(Read(tensor, folder, path));
            tensor.ExternalData.Clear();
            tensor.DataLocation = TensorProto.Types.DataLocation.Default;
        }

        return outside;
    }

    /// <summary>Returns the external files that a model names, whether they exist or not.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="path">The <c>.onnx</c> file.</param>
    public static IEnumerable<string> FilesOf(OnnxGraph graph, string path) => All(graph.Proto)
        .Where(t => t.DataLocation == TensorProto.Types.DataLocation.External)
        .SelectMany(t => t.ExternalData.Where(e => e.Key == "location")).Select(e => e.Value).Distinct()
        .Select(location => Path.Combine(Path.GetDirectoryName(Path.GetFullPath(path))!, location));

    /// <summary>Returns every tensor of a graph: initializers and those in attributes, including subgraphs.</summary>
    /// <param name="graph">The graph.</param>
    public static IEnumerable<TensorProto> All(GraphProto graph) => graph.Initializer.Concat(
        graph.Node.SelectMany(n => n.Attribute).SelectMany(a =>
            (a.T is null ? a.Tensors : a.Tensors.Prepend(a.T)).Concat((a.G is null ? a.Graphs : a.Graphs.Prepend(a.G)).SelectMany(All))));

    private static byte[] Read(TensorProto tensor, string folder, string path)
    {
        var entries = tensor.ExternalData.GroupBy(e => e.Key).ToDictionary(g => g.Key, g => g.Last().Value);
        var location = entries.GetValueOrDefault("location", "");
        var count = tensor.ByteCount();
        if (!long.TryParse(entries.GetValueOrDefault("offset", "0"), out var offset)
            || !long.TryParse(entries.GetValueOrDefault("length", $"{count}"), out var length) || offset < 0 || length != count)
        {
            throw Error(path, tensor, location, "an entry whose offset or length does not fit the tensor's shape");
        }

        // Only the text of the path is checked: model caches consist of symbolic links to files elsewhere.
        var target = location.Contains('\0') ? "" : Path.GetFullPath(Path.Combine(folder, location));
        if (location.Length == 0 || Path.IsPathRooted(location)
            || !target.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            throw Error(path, tensor, location, "a path that leaves the model's folder");
        }

        if (!File.Exists(target))
        {
            throw Error(path, tensor, location, "no such file");
        }

        if (SpecialFile.Exists(target))
        {
            throw Error(path, tensor, location, SpecialFile.Word);
        }

        try
        {
            using var stream = File.OpenRead(target);
            if (offset + length > stream.Length)
            {
                throw Error(path, tensor, location, $"a file of {stream.Length:N0} bytes, too short for the weights at {offset:N0}");
            }

            var bytes = new byte[length];
            stream.Position = offset;
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Error(path, tensor, location, exception.Message.TrimEnd('.'), exception);
        }
    }

    private static MlNetCnnException Error(
        string path, TensorProto tensor, string location, string received, Exception? inner = null) => new(
        ErrorKind.Model, ErrorCodes.ModelExternalData,
        $"the weights '{tensor.Name}' of '{path}' are in an external file that cannot be used",
        expected: $"the external file '{location}' in the folder of the model", received: received,
        fix: "place the external file next to the .onnx file, or export the network to one file", innerException: inner);
}
