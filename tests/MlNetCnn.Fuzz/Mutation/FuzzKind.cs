namespace MlNetCnn.Fuzz;

/// <summary>The container of a file.</summary>
internal enum FuzzKind
{
    /// <summary>No container that the mutator knows.</summary>
    Plain,

    /// <summary>JPEG: marker segments.</summary>
    Jpeg,

    /// <summary>PNG: chunks with checksums.</summary>
    Png,

    /// <summary>WebP: RIFF chunks.</summary>
    WebP,

    /// <summary>Text: lines.</summary>
    Text,

    /// <summary>ONNX: a protobuf message.</summary>
    Onnx,

    /// <summary>PNG whose chunks are changed, and nothing else.</summary>
    PngChunks,

    /// <summary>A saved model whose directory is changed, and nothing else.</summary>
    Directory,

    /// <summary>An ONNX model whose connections and places of weights are changed, and nothing else.</summary>
    Graph,

    /// <summary>A saved model: a zip archive with an ONNX model in it.</summary>
    Package,
}
