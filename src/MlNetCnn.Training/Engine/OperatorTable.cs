using MlNetCnn.Onnx.Format;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// Maps ONNX operators and their versions to the builders of their kernels. Versions 1 to 6 are first upgraded to version 7
/// (<see cref="OpsetUpgrade"/>).
/// </summary>
internal static class OperatorTable
{
    /// <summary>The newest operator set version that the table was checked against.</summary>
    public const long NewestOpset = 21;

    private static readonly Lazy<ILookup<(string Domain, string Name), OperatorEntry>> Table = new(() => new[]
    {
        Convolution.Entries, Normalization.Entries, Linear.Entries, Activations.Entries, SoftmaxFamily.Entries, Pooling.Entries,
        Elementwise.Entries, Comparisons.Entries, Reductions.Entries, Shaping.Entries, Joining.Entries, Indexing.Entries,
        ConstantOperators.Entries, Resizing.Entries,
    }.SelectMany(entries => entries).ToLookup(entry => (entry.Domain, entry.Name)));

    /// <summary>All rows.</summary>
    public static IEnumerable<OperatorEntry> Supported => Table.Value.SelectMany(rows => rows);

    /// <summary>Returns the row of a node, or null if there is none.</summary>
    /// <param name="node">The node.</param>
    /// <param name="opset">The version of its operator set.</param>
    public static OperatorEntry? Find(NodeProto node, long opset) =>
        Table.Value[(Domain(node), node.OpType)].FirstOrDefault(entry => entry.Since <= opset && opset <= entry.Until);

    /// <summary>Describes the nodes of a network that have no row, for example <c>my.domain:Foo (version 1) at node 'foo_1'</c>.</summary>
    /// <param name="graph">The network.</param>
    public static IReadOnlyList<string> Missing(OnnxGraph graph) =>
        [.. graph.Proto.Node.Where(node => Find(node, OpsetOf(graph, node)) is null).Select(node => Describe(node, OpsetOf(graph, node)))];

    /// <summary>Returns the version of the operator set that a node belongs to; 0 if the file states none.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="node">The node.</param>
    public static long OpsetOf(OnnxGraph graph, NodeProto node) =>
        Domain(node).Length == 0 ? graph.Opset : graph.Model.OpsetImport.FirstOrDefault(o => o.Domain == node.Domain)?.Version ?? 0;

    /// <summary>Describes a node with its operator's domain and version.</summary>
    /// <param name="node">The node.</param>
    /// <param name="opset">The version of its operator set.</param>
    public static string Describe(NodeProto node, long opset)
    {
        var domain = Domain(node) is { Length: > 0 } other ? other : "ai.onnx";
        var name = node.Name.Length > 0 ? node.Name : $"with output '{node.Output.FirstOrDefault()}'";
        return $"{domain}:{node.OpType} (version {opset}) at node {(node.Name.Length > 0 ? $"'{name}'" : name)}";
    }

    /// <summary>Creates the error for nodes that cannot be trained.</summary>
    /// <param name="nodes">The nodes, as described by <see cref="Describe"/>.</param>
    public static MlNetCnnException Unsupported(IReadOnlyList<string> nodes) => new(
        ErrorKind.Model, ErrorCodes.ModelOperatorUnsupported, "the network uses an operator that training does not support",
        expected: $"operators of image classifiers, ai.onnx version 1 to {NewestOpset}",
        received: string.Join("; ", nodes.Take(5)) + (nodes.Count > 5 ? $"; and {nodes.Count - 5} more" : ""),
        fix: "use the method 'features', which supports all operators of ONNX Runtime, or export the network with other operators");

    private static string Domain(NodeProto node) => node.Domain == "ai.onnx" ? "" : node.Domain;
}

/// <summary>Computes a node.</summary>
/// <param name="inputs">The inputs of the node.</param>
/// <returns>The results in the order of the operator's outputs; outputs that are never read may be omitted at the end.</returns>
internal delegate Tensor[] OperatorKernel(NodeInputs inputs);
