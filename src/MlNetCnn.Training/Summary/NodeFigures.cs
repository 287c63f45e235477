using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training;

/// <summary>Computes the figures of a single node.</summary>
internal static class NodeFigures
{
    /// <summary>Returns the shape of its weights or of its window; empty if it has neither.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="node">The node.</param>
    public static IReadOnlyList<long> Filter(SummaryGraph graph, NodeProto node) => node.OpType switch
    {
        "Gemm" when graph.ConstantShape(node.Input[1]) is [var rows, var columns] => node.Int("transB", 0) != 0 ? [rows, columns] : [columns, rows],
        "MaxPool" or "AveragePool" => node.Ints("kernel_shape") ?? [],
        _ when OperatorTraits.IsLayer(node.OpType) => graph.ConstantShape(node.Input[1]) ?? [],
        _ => [],
    };

    /// <summary>Returns the stride of a convolution or pooling over two axes; null for others.</summary>
    /// <param name="node">The node.</param>
    public static Size2D? Stride(NodeProto node) =>
        node.OpType is "Conv" or "MaxPool" or "AveragePool" && (node.Ints("strides") ?? [1, 1]) is [var height, var width]
            ? new Size2D((int)height, (int)width) : null;

    /// <summary>Returns the number of multiply-adds for one image; 0 for all but convolutions and matrix products.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="node">The node.</param>
    public static long MultiplyAdds(SummaryGraph graph, NodeProto node)
    {
        if (graph.ShapeOf(node.Output[0]) is not { } output)
        {
            return 0;
        }

        var results = output.Aggregate(1L, (product, size) => product * size);
        return (node.OpType, graph.ConstantShape(node.Input.ElementAtOrDefault(1) ?? "")) switch
        {
            ("Conv", { Length: > 1 } weight) => results * weight.Skip(1).Aggregate(1L, (product, size) => product * size),
            ("Gemm", [var rows, var columns]) => results * (node.Int("transB", 0) != 0 ? columns : rows),
            ("MatMul", { Length: > 1 } weight) => results * weight[^2],
            ("MatMul", null) when graph.ShapeOf(node.Input[0]) is [.., var inner] => results * inner,
            _ => 0,
        };
    }
}
