using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Diagnostics;

/// <summary>
/// Recognizes networks that end in global average pooling and one dense layer. Their logits are sums over the positions of the last feature
/// maps, so the contribution of each position is known exactly.
/// </summary>
internal static class PooledLinearHead
{
    private static readonly HashSet<string> KeepsOrder = new(StringComparer.Ordinal) { "Flatten", "Reshape", "Squeeze", "Identity", "Dropout" };

    /// <summary>Returns the dense layer's weights, or null if the network ends differently.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="layer">The last feature maps.</param>
    /// <returns>[class, channel], row-major.</returns>
    public static float[]? FindWeights(OnnxGraph graph, ExplainedLayer layer)
    {
        var needed = graph.Ancestors([GraphEditor.Logits]);
        if (Next(layer.Tensor) is not { } pooling || !IsGlobalAverage(graph, pooling, layer))
        {
            return null;
        }

        var node = Next(pooling.Output[0]);
        while (node is not null && KeepsOrder.Contains(node.OpType))
        {
            node = Next(node.Output[0]);
        }

        if (node is null || ClassifierHead.Of(graph, node) is not { } head || EndOf(node) != GraphEditor.Logits)
        {
            return null;
        }

        var weights = graph.Initializer(head.Weights)!.ToFloats();
        var alpha = node.Find("alpha")?.F ?? 1;
        var classFirst = node.OpType == "Conv" || node.Int("transB", 0) != 0;
        var classes = (int)head.Classes;
        return weights.Length == classes * layer.Channels
            ? [.. Enumerable.Range(0, weights.Length).Select(i =>
                alpha * (classFirst ? weights[i] : weights[(i % layer.Channels * classes) + (i / layer.Channels)]))]
            : null;

        NodeProto? Next(string tensor) =>
            graph.Consumers(tensor).Where(reader => reader.Output.Any(needed.Contains)).ToList() is [var only] ? only : null;

        // A bias shifts all positions equally.
        string EndOf(NodeProto linear)
        {
            var tensor = linear.Output[0];
            while (tensor != GraphEditor.Logits && Next(tensor) is { } next
                && (KeepsOrder.Contains(next.OpType) || (next.OpType == "Add" && next.Input.Any(input => graph.Initializer(input) is not null))))
            {
                tensor = next.Output[0];
            }

            return tensor;
        }
    }

    private static bool IsGlobalAverage(OnnxGraph graph, NodeProto node, ExplainedLayer layer) => node.OpType switch
    {
        "GlobalAveragePool" => true,
        "AveragePool" => node.Ints("kernel_shape") is [var height, var width] && height == layer.Height && width == layer.Width
            && (node.Ints("pads") ?? []).All(pad => pad == 0),
        "ReduceMean" => (node.Ints("axes") ?? (node.Input.Count > 1 ? graph.Initializer(node.Input[1])?.ToLongs() : null)) is { } axes
            && axes.Select(axis => axis < 0 ? axis + 4 : axis).Order().SequenceEqual([2, 3]),
        _ => false,
    };
}
