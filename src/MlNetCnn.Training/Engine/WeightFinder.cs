using MlNetCnn.OnnxFormat;
using DataType = MlNetCnn.OnnxFormat.TensorProto.Types.DataType;

namespace MlNetCnn.Training;

/// <summary>
/// Tells the constants that training changes from those that it must not touch: an operand of an addition may be a bias, but also
/// the mean that is subtracted from each picture.
/// </summary>
internal static class WeightFinder
{
    /// <summary>The trainable constants, in the order in which the network first reads them.</summary>
    /// <param name="graph">The network, nodes sorted.</param>
    public static IReadOnlyList<string> Find(OnnxGraph graph)
    {
        var weights = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        var learned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Proto.Node)
        {
            foreach (var name in WeightsOf(graph, node, learned))
            {
                weights.TryAdd(name, true);
            }

            if (IsLayer(node) || node.Input.Any(learned.Contains))
            {
                learned.UnionWith(node.Output);
            }
        }

        return [.. weights.Keys];
    }

    /// <summary>The running means and variances of batch normalisation.</summary>
    /// <param name="graph">The network.</param>
    public static IReadOnlyList<string> Statistics(OnnxGraph graph) =>
        [.. graph.Proto.Node.Where(n => n.OpType == "BatchNormalization").SelectMany(n => n.Input.Skip(3).Take(2)).Distinct()
            .Where(name => graph.Initializer(name) is not null)];

    private static bool IsLayer(NodeProto node) => node.OpType is "Conv" or "Gemm" or "MatMul";

    private static IEnumerable<string> WeightsOf(OnnxGraph graph, NodeProto node, HashSet<string> learned)
    {
        // Numbers that stand alone are parts of formulas, as the 6 of a hard swish; and what meets the picture before the first
        // layer has read it is its normalisation.
        Func<TensorProto, bool>? requested = node.OpType switch
        {
            "Conv" or "Gemm" or "PRelu" => _ => true,
            "BatchNormalization" or "InstanceNormalization" or "LayerNormalization" or "GroupNormalization" => _ => true,
            "MatMul" => constant => constant.Dims.Count > 0,
            "Add" or "Sub" or "Mul" or "Div" when node.Input.Any(learned.Contains) => constant => constant.ElementCount() > 1,
            _ => null,
        };
        if (requested is null)
        {
            return [];
        }

        var inputs = node.OpType is "MatMul" or "Add" or "Sub" or "Mul" or "Div" ? node.Input : node.Input.Skip(1).Take(2);
        return inputs.Where(i => graph.Initializer(i) is { } constant && constant.Kind() is DataType.Float or DataType.Double && requested(constant));
    }
}
