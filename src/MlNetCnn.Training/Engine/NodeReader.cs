using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training;

/// <summary>Reads the attributes of a node while a network is built.</summary>
/// <param name="node">The node.</param>
/// <param name="opset">The version of its operator set.</param>
internal sealed class NodeReader(NodeProto node, long opset)
{
    /// <summary>The version of the node's operator set.</summary>
    public long Opset { get; } = opset;

    /// <summary>The number of outputs that the node lists.</summary>
    public int OutputCount => node.Output.Count;

    /// <summary>Returns whether the node has an output that may be read.</summary>
    /// <param name="index">Its position.</param>
    public bool HasOutput(int index) => index < node.Output.Count && node.Output[index].Length > 0;

    /// <summary>Returns whether the node has the attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    public bool Has(string name) => node.Find(name) is not null;

    /// <summary>Returns an integer attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="absent">The value if the node has no such attribute.</param>
    public long Int(string name, long absent) => node.Int(name, absent);

    /// <summary>Returns a list of integers, or null if the node has no such attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    public long[]? Ints(string name) => node.Ints(name);

    /// <summary>Returns a numeric attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="absent">The value if the node has no such attribute.</param>
    public double Float(string name, double absent) => node.Find(name)?.F ?? absent;

    /// <summary>Returns a list of numbers, or null if the node has no such attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    public float[]? Floats(string name) => node.Find(name) is { } found ? [.. found.Floats] : null;

    /// <summary>Returns a text attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="absent">The value if the node has no such attribute.</param>
    public string Text(string name, string absent) => node.Find(name)?.S.ToStringUtf8() ?? absent;

    /// <summary>Returns a tensor attribute, or null if the node has no such attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    public TensorProto? Tensor(string name) => node.Find(name)?.T;

    /// <summary>Creates the error for a use of the operator that the engine does not support.</summary>
    /// <param name="what">The unsupported part, for example <c>mode 'cubic'</c>.</param>
    public MlNetCnnException Unsupported(string what) => OperatorTable.Unsupported([$"{OperatorTable.Describe(node, Opset)} with {what}"]);
}
