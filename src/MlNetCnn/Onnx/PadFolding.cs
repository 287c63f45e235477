using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>
/// Moves zero padding before a convolution into the convolution. Exporters of TensorFlow-style networks write a separate
/// <c>Pad</c> node; ONNX Runtime then leaves its blocked layout and enters it again around each one (MobileNetV2 takes
/// a third longer).
/// </summary>
internal static class PadFolding
{
    /// <summary>Folds every such node; the results stay the same.</summary>
    /// <param name="graph">The graph; changed in place.</param>
    public static void Fold(OnnxGraph graph)
    {
        var folded = new HashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        foreach (var pad in graph.Proto.Node.Where(node => node.OpType == "Pad").ToList())
        {
            var readers = graph.Consumers(pad.Output[0]);
            if (SpatialZeros(graph, pad) is { } pads && readers.Count > 0 && !graph.IsOutput(pad.Output[0]) && readers.All(reader => Takes(reader, pad)))
            {
                foreach (var convolution in readers)
                {
                    Widen(convolution, pads);
                    convolution.Input[0] = pad.Input[0];
                }

                folded.Add(pad);
            }
        }

        if (folded.Count > 0)
        {
            graph.KeepNodes(node => !folded.Contains(node));
            graph.Prune();
        }
    }

    /// <summary>Returns the padding of height and width, begins then ends, or null if the node does anything else.</summary>
    private static long[]? SpatialZeros(OnnxGraph graph, NodeProto pad)
    {
        var constantMode = pad.Find("mode") is not { } mode || mode.S.ToStringUtf8() == "constant";
        var axes = pad.Input.Count > 3 && pad.Input[3].Length > 0;
        var value = pad.Input.Count > 2 && pad.Input[2].Length > 0
            ? graph.Initializer(pad.Input[2])?.ToFloats().FirstOrDefault() ?? float.NaN
            : pad.Find("value")?.F ?? 0;
        var pads = pad.Input.Count > 1 ? graph.Initializer(pad.Input[1])?.ToLongs() : pad.Ints("pads") ?? pad.Ints("paddings");
        if (!constantMode || axes || value != 0 || pads is not { Length: > 4 } || pads.Length % 2 != 0 || pads.Any(p => p < 0))
        {
            return null;
        }

        var rank = pads.Length / 2;
        var batchAndChannels = pads[0] + pads[1] + pads[rank] + pads[rank + 1];
        return batchAndChannels == 0 ? [.. pads[2..rank], .. pads[(rank + 2)..]] : null;
    }

    /// <summary>Whether the node is a convolution that reads the padded tensor as its image and whose own padding is explicit.</summary>
    private static bool Takes(NodeProto node, NodeProto pad) =>
        node is { OpType: "Conv", Domain: "" or "ai.onnx" }
        && node.Input[0] == pad.Output[0]
        && !node.Input.Skip(1).Contains(pad.Output[0])
        && (node.Find("auto_pad") is not { } auto || auto.S.ToStringUtf8() is "NOTSET" or "VALID" or "");

    private static void Widen(NodeProto convolution, long[] pads)
    {
        // VALID means no padding of its own, regardless of "pads".
        var own = convolution.Find("auto_pad")?.S.ToStringUtf8() == "VALID" ? null : convolution.Ints("pads");
        convolution.Drop("auto_pad", "pads");
        convolution.Attribute.Add(NodeAttributes.Of("pads", [.. pads.Select((p, i) => p + (own is null ? 0 : own[i]))]));
    }
}
