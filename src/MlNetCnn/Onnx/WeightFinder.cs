using MlNetCnn.Onnx.Format;
using DataType = MlNetCnn.Onnx.Format.TensorProto.Types.DataType;

namespace MlNetCnn.Onnx;

/// <summary>
/// Distinguishes the constants that training changes from those that it must not change: an operand of an addition may be a bias, but also
/// the mean that is subtracted from each image.
/// </summary>
internal static class WeightFinder
{
    /// <summary>Returns the trainable constants, in the order in which the network first reads them.</summary>
    /// <param name="graph">The network.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_BROKEN</c>.</exception>
    public static IReadOnlyList<string> Find(OnnxGraph graph)
    {
        var weights = new OrderedDictionary<string, bool>(StringComparer.Ordinal);
        var learned = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.SortedNodes())
        {
            foreach (var name in WeightsOf(graph, node, learned))
            {
                weights.TryAdd(name, true);
            }

            if (OperatorTraits.IsLayer(node.OpType) || node.Input.Any(learned.Contains))
            {
                learned.UnionWith(node.Output);
            }
        }

        return [.. weights.Keys];
    }

    /// <summary>Returns the trainable constants of the original network, without what MlNetCnn adds before and after it: the reduction of
    /// pixels, and in a package the layer that ML.NET's classifier reads.</summary>
    /// <param name="graph">The network.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_BROKEN</c>.</exception>
    public static IReadOnlyList<string> OfNetwork(OnnxGraph graph)
    {
        var front = graph.Producer(GraphEditor.Image) is null ? [] : graph.Ancestors([GraphEditor.Image]);
        var isClassifier = graph.IsOutput(GraphEditor.Logits) && graph.IsOutput(GraphEditor.Score);
        var needed = isClassifier ? graph.Ancestors([GraphEditor.Logits]) : null;
        return [.. Find(graph).Where(name => !front.Contains(name) && needed?.Contains(name) != false)];
    }

    /// <summary>Returns the number of trainable values of the original network: weights and biases, not the running statistics of
    /// normalization, nor the constants of formulas.</summary>
    /// <param name="graph">The network.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_BROKEN</c>.</exception>
    public static long ParameterCount(OnnxGraph graph)
    {
        try
        {
            return OfNetwork(graph).Sum(name => graph.Initializer(name)!.ElementCount());
        }
        catch (OverflowException exception)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelBroken, "the number of weights of the network is too large",
                received: "weight shapes that no file can contain", fix: "download or export the model again", innerException: exception);
        }
    }

    /// <summary>Returns the running means and variances of batch normalization.</summary>
    /// <param name="graph">The network.</param>
    public static IReadOnlyList<string> Statistics(OnnxGraph graph) =>
        [.. graph.Proto.Node.Where(n => n.OpType == "BatchNormalization").SelectMany(n => n.Input.Skip(3).Take(2)).Distinct()
            .Where(name => graph.Initializer(name) is not null)];

    private static IEnumerable<string> WeightsOf(OnnxGraph graph, NodeProto node, HashSet<string> learned)
    {
        // Arithmetic on the image before the first layer has read it is its normalization.
        if (OperatorTraits.IsArithmetic(node.OpType) && !node.Input.Any(learned.Contains))
        {
            return [];
        }

        return OperatorTraits.WeightInputs(node).Where(input => graph.Initializer(input) is { } constant && IsNumber(constant.Kind()) && IsWeight(constant));

        // Single numbers are parts of formulas, such as the 6 of a hard swish.
        bool IsWeight(TensorProto constant) =>
            OperatorTraits.IsArithmetic(node.OpType) ? constant.ElementCount() > 1 : node.OpType != "MatMul" || constant.Dims.Count > 0;
    }

    private static bool IsNumber(DataType type) => type is DataType.Float or DataType.Double or DataType.Float16 or DataType.Bfloat16;
}
