namespace MlNetCnn.Diagnostics;

/// <summary>An input or output of an ONNX file, as declared in the file.</summary>
/// <param name="Name">The tensor's name.</param>
/// <param name="Type">The element type, for example <c>float32</c>.</param>
/// <param name="Shape">The dimensions: numbers, symbols such as <c>N</c>, or <c>?</c>; empty if the file declares none.</param>
public sealed record TensorSpec(string Name, string Type, IReadOnlyList<string> Shape)
{
    /// <summary>Formats the tensor, for example <c>image: float32 [N, 3, 224, 224]</c>.</summary>
    public override string ToString() => $"{Name}: {Type} [{string.Join(", ", Shape)}]";
}
