using Google.Protobuf;
using MlNetCnn.Onnx.Format;
using AttributeType = MlNetCnn.Onnx.Format.AttributeProto.Types.AttributeType;

namespace MlNetCnn.Onnx;

/// <summary>Reads and writes the attributes of nodes.</summary>
internal static class NodeAttributes
{
    /// <summary>Returns the attribute with a name, or null.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The attribute's name.</param>
    public static AttributeProto? Find(this NodeProto node, string name) => node.Attribute.FirstOrDefault(a => a.Name == name);

    /// <summary>Returns an integer attribute.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The attribute's name.</param>
    /// <param name="absent">The value if the node does not have it.</param>
    public static long Int(this NodeProto node, string name, long absent) => node.Find(name)?.I ?? absent;

    /// <summary>Returns a list of integers; null if the node has none.</summary>
    /// <param name="node">The node.</param>
    /// <param name="name">The attribute's name.</param>
    public static long[]? Ints(this NodeProto node, string name) => node.Find(name) is { } found ? [.. found.Ints] : null;

    /// <summary>Removes attributes, if present.</summary>
    /// <param name="node">The node; changed in place.</param>
    /// <param name="names">The attributes' names.</param>
    public static void Drop(this NodeProto node, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (node.Find(name) is { } found)
            {
                node.Attribute.Remove(found);
            }
        }
    }

    /// <summary>Creates an integer attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">Its value.</param>
    public static AttributeProto Of(string name, long value) => new() { Name = name, Type = AttributeType.Int, I = value };

    /// <summary>Creates a floating-point attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">Its value.</param>
    public static AttributeProto Of(string name, float value) => new() { Name = name, Type = AttributeType.Float, F = value };

    /// <summary>Creates an attribute with a list of integers.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="values">Its values.</param>
    public static AttributeProto Of(string name, long[] values) => new() { Name = name, Type = AttributeType.Ints, Ints = { values } };

    /// <summary>Creates a text attribute.</summary>
    /// <param name="name">The attribute's name.</param>
    /// <param name="value">Its value.</param>
    public static AttributeProto Of(string name, string value) =>
        new() { Name = name, Type = AttributeType.String, S = ByteString.CopyFromUtf8(value) };

    /// <summary>Returns every tensor that a node reads: its inputs and those that its subgraphs capture; without empty names.</summary>
    /// <param name="node">The node.</param>
    public static IEnumerable<string> Reads(this NodeProto node) =>
        node.Input.Where(i => i.Length > 0).Concat(
            node.Subgraphs().SelectMany(g => g.Node.SelectMany(Reads).Concat(g.Output.Select(o => o.Name))));

    /// <summary>Returns the graphs in a node's attributes (branches and loop bodies).</summary>
    /// <param name="node">The node.</param>
    public static IEnumerable<GraphProto> Subgraphs(this NodeProto node) =>
        node.Attribute.SelectMany(a => a.G is null ? a.Graphs : a.Graphs.Prepend(a.G));
}
