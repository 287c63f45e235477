using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training;

/// <summary>What a node says of itself, read once when a network is built.</summary>
/// <param name="node">The node.</param>
/// <param name="opset">The version of its operator set.</param>
internal sealed class NodeReader(NodeProto node, long opset)
{
    /// <summary>The version of the node's operator set.</summary>
    public long Opset { get; } = opset;

    /// <summary>How many outputs the node names.</summary>
    public int OutputCount => node.Output.Count;

    /// <summary>Whether somebody may read that output.</summary>
    /// <param name="index">Its position.</param>
    public bool HasOutput(int index) => index < node.Output.Count && node.Output[index].Length > 0;

    /// <summary>Whether the node has the attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    public bool Has(string name) => node.Find(name) is not null;

    /// <summary>A whole-number attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="absent">What it is where the node has none.</param>
    public long Int(string name, long absent) => node.Int(name, absent);

    /// <summary>A list of whole numbers, or null where the node has none.</summary>
    /// <param name="name">The attribute's name.</param>
    public long[]? Ints(string name) => node.Ints(name);

    /// <summary>An attribute that is a number.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="absent">What it is where the node has none.</param>
    public double Float(string name, double absent) => node.Find(name)?.F ?? absent;

    /// <summary>An attribute that is a list of numbers, or null where the node has none.</summary>
    /// <param name="name">The attribute's name.</param>
    public float[]? Floats(string name) => node.Find(name) is { } found ? [.. found.Floats] : null;

    /// <summary>A text attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="absent">What it is where the node has none.</param>
    public string Text(string name, string absent) => node.Find(name)?.S.ToStringUtf8() ?? absent;

    /// <summary>An attribute that is a tensor, or null where the node has none.</summary>
    /// <param name="name">The attribute's name.</param>
    public TensorProto? Tensor(string name) => node.Find(name)?.T;

    /// <summary>The error for a use of the operator that the engine does not know.</summary>
    /// <param name="what">What is not known, for example <c>mode 'cubic'</c>.</param>
    public MlNetCnnException Unsupported(string what) => OperatorTable.Unsupported([$"{OperatorTable.Describe(node, Opset)} with {what}"]);
}
