namespace MlNetCnn.Fuzz;

/// <summary>The container of a file.</summary>
internal enum FuzzKind
{
    /// <summary>A container that the mutator does not know.</summary>
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

    /// <summary>PNG, with changes only to its chunks.</summary>
    PngChunks,

    /// <summary>A saved model, with changes only to its zip directory.</summary>
    Directory,

    /// <summary>An ONNX model, with changes only to its connections and the locations of its weights.</summary>
    Graph,

    /// <summary>A saved model: a zip archive that contains an ONNX model.</summary>
    Package,
}
