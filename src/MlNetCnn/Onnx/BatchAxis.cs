using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>
/// Makes the batch size dynamic in networks that were exported for a fixed one, which is also written into the shapes of
/// <c>Reshape</c> nodes. The result is verified afterwards, by running two images together and separately.
/// </summary>
internal static class BatchAxis
{
    /// <summary>Makes every <c>Reshape</c> whose first dimension is the batch copy it from its input.</summary>
    /// <param name="graph">The graph, with constants folded; changed in place.</param>
    /// <param name="image">The image input.</param>
    /// <param name="batch">The batch size that the file was exported for.</param>
    public static void Free(OnnxGraph graph, string image, long batch)
    {
        var leading = new HashSet<string>(StringComparer.Ordinal) { image };
        foreach (var node in graph.SortedNodes())
        {
            if (node.Input.Any(leading.Contains) && KeepsBatchFirst(graph, node, batch))
            {
                leading.UnionWith(node.Output);
            }
        }
    }

    private static bool KeepsBatchFirst(OnnxGraph graph, NodeProto node, long batch) => node.OpType switch
    {
        "Transpose" => node.Ints("perm") is [0, ..],
        "Shape" or "Size" => false,
        "Reshape" => node.Input.Count < 2 || graph.Initializer(node.Input[1]) is not { } shape || FreeShape(graph, node, shape, batch),
        "Concat" or "Split" or "Gather" => node.Int("axis", 0) != 0,
        _ => true,
    };

    private static bool FreeShape(OnnxGraph graph, NodeProto node, TensorProto shape, long batch)
    {
        var sizes = shape.ToLongs();
        if (sizes is [0, ..] or [-1, ..])
        {
            return true;
        }

        if (sizes.Length < 2 || sizes[0] != batch || node.Int("allowzero", 0) != 0)
        {
            return false;
        }

        // 0 means: the same as in the input of the Reshape.
        sizes[0] = 0;
        var name = graph.Consumers(shape.Name).Count == 1 ? shape.Name : graph.FreshName(shape.Name);
        graph.Edit(_ => node.Input[1] = graph.SetInitializer(TensorData.Create(name, sizes, sizes.Length)));
        return true;
    }
}
