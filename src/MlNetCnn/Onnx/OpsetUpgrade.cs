using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>
/// Rewrites operator sets 1 to 6 as 7, the first that ONNX Runtime fully supports and the first with simple broadcasting. The
/// changes are listed in the operators' change log: https://github.com/onnx/onnx/blob/main/docs/Changelog.md.
/// </summary>
internal static class OpsetUpgrade
{
    /// <summary>Rewrites the graph if its operator set is below 7.</summary>
    /// <param name="graph">The graph; changed in place.</param>
    public static void ToRunnable(OnnxGraph graph)
    {
        if (graph.Opset >= OnnxLimits.MinimumWrittenOpset)
        {
            return;
        }

        graph.Edit(proto =>
        {
            foreach (var node in proto.Node.Where(n => n.Domain is "" or "ai.onnx").ToList())
            {
                Rewrite(graph, node, graph.Opset);
            }
        });
        graph.SetOpset(OnnxLimits.MinimumWrittenOpset);
    }

    private static void Rewrite(OnnxGraph graph, NodeProto node, long opset)
    {
        switch (node.OpType)
        {
            case "Add" or "Sub" or "Mul" or "Div" or "Pow":
                Broadcast(graph, node);
                break;
            case "PRelu" when graph.Initializer(node.Input[1]) is { Dims: [> 1] } && RankOf(graph, node.Input[0]) - 2 is > 0 and var spatial:
                Widen(graph, node, spatial);
                break;
            case "Gemm":
                node.Drop("broadcast");
                break;
            case "BatchNormalization":
                // Trained networks always run with the stored statistics; some exporters did not set this attribute. The outputs after the
                // first are those statistics again.
                node.Drop("is_test", "consumed_inputs");
                KeepFirstOutput(node);
                break;
            case "Dropout":
                node.Drop("is_test");
                break;
            case "Reshape" when opset < 5 && node.Ints("shape") is { } shape:
                node.Input.Add(graph.SetInitializer(TensorData.Create(graph.FreshName($"{node.Output[0]}.shape"), shape, shape.Length)));
                node.Drop("shape");
                break;
            case "Pad" when opset < 2 && node.Find("paddings") is { } pads:
                pads.Name = "pads";
                break;
            case "Concat" when opset < 4 && node.Find("axis") is null:
                node.Attribute.Add(NodeAttributes.Of("axis", 1));
                break;
            case "Cast" when opset < 6 && node.Find("to") is { S.IsEmpty: false } to:
                var type = Enum.Parse<TensorProto.Types.DataType>(to.S.ToStringUtf8(), ignoreCase: true);
                node.Drop("to");
                node.Attribute.Add(NodeAttributes.Of("to", (long)type));
                break;
        }

        node.Drop("consumed_inputs");
    }

    private static void KeepFirstOutput(NodeProto node)
    {
        while (node.Output.Count > 1)
        {
            node.Output.RemoveAt(node.Output.Count - 1);
        }
    }

    private static void Broadcast(OnnxGraph graph, NodeProto node)
    {
        var axis = node.Find("axis")?.I;
        node.Drop("broadcast", "axis");
        if (axis is null or < 0)
        {
            return;
        }

        // The old rule aligns the second operand's axes with the first one's from "axis" on; the new one aligns the last axes, so
        // axes of length 1 are appended to the operand.
        var appended = RankOf(graph, node.Input[0]) - (int)axis.Value - RankOf(graph, node.Input[1]);
        if (appended > 0)
        {
            Widen(graph, node, appended);
        }
    }

    private static void Widen(OnnxGraph graph, NodeProto node, int appended)
    {
        var axes = Enumerable.Range(RankOf(graph, node.Input[1]), appended).Select(i => (long)i).ToArray();
        var widened = graph.FreshName($"{node.Output[0]}.operand");
        graph.AddNode("Unsqueeze", [node.Input[1]], widened, NodeAttributes.Of("axes", axes));
        node.Input[1] = widened;
    }

    private static int RankOf(OnnxGraph graph, string tensor)
    {
        while (graph.Initializer(tensor) is null && graph.Producer(tensor) is { } node)
        {
            switch (node.OpType)
            {
                case "Gemm" or "MatMul" or "Flatten":
                    return 2;
                case "Reshape":
                    var shape = graph.Initializer(node.Input.ElementAtOrDefault(1) ?? "");
                    return node.Ints("shape")?.Length ?? (int?)shape?.ElementCount() ?? 2;
                default:
                    tensor = node.Input.FirstOrDefault() ?? "";
                    break;
            }
        }

        return graph.Initializer(tensor)?.Dims.Count ?? graph.Inputs.FirstOrDefault(i => i.Name == tensor)?.Shape()?.Count ?? 4;
    }
}
