using System.Text;
using Google.Protobuf;
using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>Reads and writes <c>.onnx</c> files; rejects other files with a message that says what they are instead.</summary>
internal static class OnnxFile
{
    /// <summary>Reads a model and copies weights from external files into it.</summary>
    /// <param name="path">The <c>.onnx</c> file.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NOT_FOUND</c>, <c>MODEL_EMPTY</c>, <c>MODEL_TOO_LARGE</c>, <c>MODEL_NOT_ONNX</c>,
    /// <c>MODEL_EXTERNAL_DATA</c>, <c>MODEL_IR_UNSUPPORTED</c> or <c>MODEL_OPSET_UNSUPPORTED</c>.</exception>
    public static OnnxGraph Load(string path) => Load(ReadBytes(path), path);

    /// <summary>Reads a model from bytes in memory.</summary>
    /// <param name="bytes">The content of the file.</param>
    /// <param name="path">The file that they were read from; external files are read from its folder.</param>
    /// <exception cref="MlNetCnnException">As for the other overload.</exception>
    public static OnnxGraph Load(byte[] bytes, string path) => Load(bytes, path, out _);

    /// <summary>Reads a model from bytes in memory.</summary>
    /// <param name="bytes">The content of the file.</param>
    /// <param name="path">The file that they were read from; external files are read from its folder.</param>
    /// <param name="outside">The weights that were in external files.</param>
    /// <exception cref="MlNetCnnException">As for the other overload.</exception>
    public static OnnxGraph Load(byte[] bytes, string path, out IReadOnlyList<TensorProto> outside)
    {
        var graph = Parse(bytes, path);
        OnnxLimits.Check(graph, path);
        outside = ExternalTensors.ReadNext(graph, path);
        return graph;
    }

    /// <summary>Returns the external files with weights of a model; none if the path is not that of a model.</summary>
    /// <param name="path">The <c>.onnx</c> file.</param>
    public static IReadOnlyList<string> SideFiles(string path)
    {
        try
        {
            return [.. ExternalTensors.FilesOf(Parse(ReadBytes(path), path), path)];
        }
        catch (MlNetCnnException)
        {
            return [];
        }
    }

    /// <summary>Reads the file's bytes.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NOT_FOUND</c>, <c>MODEL_EMPTY</c>, <c>MODEL_TOO_LARGE</c> or
    /// <c>MODEL_DENIED</c>.</exception>
    public static byte[] ReadBytes(string path)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNotFound, $"the model '{path}' does not exist",
                expected: "an .onnx file", received: Directory.Exists(path) ? "a folder" : "nothing", fix: "check the path");
        }

        if (SpecialFile.Exists(path))
        {
            throw NoFile(path);
        }

        if (file.Length == 0)
        {
            throw Empty(path);
        }

        if (file.Length > OnnxLimits.MaximumBytes)
        {
            throw TooLarge(path, file.Length);
        }

        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new MlNetCnnException(
                ErrorKind.Environment, ErrorCodes.ModelDenied, $"the model '{path}' cannot be read: {exception.Message.TrimEnd('.')}",
                fix: "check the file's permissions", innerException: exception);
        }
    }

    /// <summary>Reads a model from memory; does not read external files or check versions.</summary>
    /// <param name="bytes">The content of an <c>.onnx</c> file.</param>
    /// <param name="name">The name of the model in messages.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NOT_ONNX</c> or <c>MODEL_EMPTY</c>.</exception>
    public static OnnxGraph Parse(byte[] bytes, string name)
    {
        if (bytes.Length == 0)
        {
            throw Empty(name);
        }

        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException exception)
        {
            throw NotOnnx(name, LooksLike(bytes) ?? "bytes that are not a protobuf message, or a truncated one", exception);
        }

        // Protobuf reads many other files without an error, so the fields that every ONNX model has are checked. The oldest
        // format had no list of operator sets.
        var complete = model.IrVersion > 0 && model.Graph is { Node.Count: > 0, Output.Count: > 0 }
            && (model.IrVersion < 3 || model.OpsetImport.Count > 0);
        return complete
            ? new OnnxGraph(model)
            : throw NotOnnx(name, LooksLike(bytes) ?? "a protobuf message without a complete ONNX graph");
    }

    /// <summary>Writes the model crash-safely and reads it back.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="path">The target.</param>
    /// <exception cref="MlNetCnnException">The target cannot be written.</exception>
    public static void Save(OnnxGraph graph, string path)
    {
        var bytes = graph.ToBytes();
        AtomicFile.Write(path, stream => stream.Write(bytes), written =>
        {
            if (!File.ReadAllBytes(written).AsSpan().SequenceEqual(bytes))
            {
                throw new IOException("the written file has different content");
            }
        });
    }

    /// <summary>Returns the error for a path that is not a regular file.</summary>
    /// <param name="path">The path.</param>
    public static MlNetCnnException NoFile(string path) => new(
        ErrorKind.Model, ErrorCodes.ModelNotFile, $"'{path}' is {SpecialFile.Word}", expected: "a model in a file",
        fix: "write its content to a file first");

    /// <summary>Returns the error for a model without content.</summary>
    /// <param name="name">The name of the model in messages.</param>
    public static MlNetCnnException Empty(string name) => new(
        ErrorKind.Model, ErrorCodes.ModelEmpty, $"the model '{name}' is empty",
        expected: "an ONNX model", received: "a file of 0 bytes", fix: "copy or download the file again");

    /// <summary>Returns the error for a model of more than 2 GB.</summary>
    /// <param name="name">The name of the model in messages.</param>
    /// <param name="bytes">Its size.</param>
    public static MlNetCnnException TooLarge(string name, long bytes) => new(
        ErrorKind.Model, ErrorCodes.ModelTooLarge, $"the model '{name}' is too large",
        expected: "at most 2 GB with all weights, the maximum for one ONNX file", received: $"{bytes:N0} bytes",
        fix: "use a smaller network");

    private static MlNetCnnException NotOnnx(string name, string received, Exception? inner = null) => new(
        ErrorKind.Model, ErrorCodes.ModelNotOnnx, $"'{name}' is not an ONNX model", expected: "a file written by an ONNX exporter",
        received: received, fix: "export the network to ONNX, or copy the whole file again", innerException: inner);

    private static string? LooksLike(byte[] bytes)
    {
        var head = Encoding.Latin1.GetString(bytes, 0, Math.Min(bytes.Length, 256)).TrimStart();
        if (head.StartsWith("version https://git-lfs", StringComparison.Ordinal))
        {
            return "a Git LFS pointer, not the file it points to";
        }

        if (head.StartsWith("PK\u0003\u0004", StringComparison.Ordinal))
        {
            return "a ZIP archive";
        }

        if (head.StartsWith('<'))
        {
            return "a web page or XML";
        }

        return head.All(c => c is >= ' ' and < '\u007f' or '\n' or '\r' or '\t') ? "plain text" : null;
    }
}
