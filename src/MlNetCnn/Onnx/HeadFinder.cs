using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>Finds the classifier head of a network, if any, by walking back from its outputs.</summary>
/// <remarks>
/// <para>A head is a linear layer (<c>Gemm</c>, <c>MatMul</c>, 1x1 <c>Conv</c>) that everything computed from the image passes through,
/// followed only by reshaping, pooling and score functions. So a layer inside a residual branch, a projection shortcut and the 1x1
/// convolutions of squeeze-and-excitation are not heads: there is a path around them.</para>
/// <para>A layer whose result is normalized (batch normalization) or activated computes features, not scores, and the network has no head.
/// The exception is the classifier of SqueezeNet and Network in Network, a 1x1 <c>Conv</c> followed by <c>Relu</c> and average
/// pooling. It is distinguished from the last convolution of a network without a head by what follows (softmax) or by its number of outputs:
/// the 1000 or 1001 of ImageNet, or fewer than its inputs, whereas the last convolution of a body widens (320 to 1280 in MobileNetV2).</para>
/// </remarks>
internal static class HeadFinder
{
    // The operators allowed between the last linear layer and the output: they reorder, pool or transform scores.
    private const OperatorTrait PassThrough = OperatorTrait.KeepsScores | OperatorTrait.Pooling | OperatorTrait.Decision;

    // The operators that compute features from a linear layer's result: that layer is not the last one.
    private const OperatorTrait MakesFeatures =
        OperatorTrait.Layer | OperatorTrait.Normalization | OperatorTrait.Activation | OperatorTrait.Combination;

    /// <summary>Finds the head, or returns null if the network has none.</summary>
    /// <param name="graph">The graph, with constants folded.</param>
    public static ClassifierHead? Find(OnnxGraph graph) =>
        graph.Proto.Output.Select(o => WalkBack(graph, o)).FirstOrDefault(h => h is not null)
        ?? graph.Proto.Output.Select(o => Search(graph, o)).FirstOrDefault(h => h is not null);

    private static ClassifierHead? WalkBack(OnnxGraph graph, ValueInfoProto output)
    {
        var length = Length(output);
        ClassifierHead? last = null;
        var after = new List<NodeProto>();
        var tensor = output.Name;
        while (graph.Producer(tensor) is { } node)
        {
            if (ClassifierHead.Of(graph, node) is { } head)
            {
                if (!MakesScores(graph, head, after, output))
                {
                    break;
                }

                head = head with { Output = output.Name, IsProjection = IsProjection(graph, after, output) };
                if (length is null || head.Classes == length)
                {
                    return head;
                }

                last ??= head;
                tensor = head.Features;
            }
            else if (Through(graph, node) is { } before)
            {
                tensor = before;
            }
            else
            {
                break;
            }

            after.Add(node);
        }

        return last;
    }

    private static bool MakesScores(OnnxGraph graph, ClassifierHead head, List<NodeProto> after, ValueInfoProto output)
    {
        if (!Operations(graph, head, output.Name, out _))
        {
            return false;
        }

        var decides = after.Any(node => OperatorTraits.Has(node.OpType, OperatorTrait.Decision));
        var isConv = head.Node.OpType == "Conv";
        if (after.Any(node => node.OpType == "Relu") && !decides)
        {
            return isConv && (head.Classes is 1000 or 1001 || head.Classes < graph.Initializer(head.Weights)!.Dims[1]);
        }

        // A classifier returns one number per class and image: a map that is not averaged is the end of a body.
        var isMap = output.Shape() is [_, _, { } height, { } width] && height * width > 1;
        return !(isConv && isMap && !after.Any(node => OperatorTraits.Has(node.OpType, OperatorTrait.Pooling)));
    }

    /// <summary>Whether everything that the output is computed from passes through the layer.</summary>
    private static bool Operations(OnnxGraph graph, ClassifierHead head, string output, out List<NodeProto> between)
    {
        between = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([output]);
        // An input that is used only after the layer, such as a mask of classes, is not a path around it.
        var inputs = graph.Ancestors([head.Features]);
        inputs.IntersectWith(graph.Inputs.Select(input => input.Name));
        while (open.TryPop(out var tensor))
        {
            if (inputs.Contains(tensor))
            {
                return false;
            }

            // A batch size that is read from an earlier tensor for a reshape is not computed from the image.
            if (seen.Add(tensor) && graph.Producer(tensor) is { OpType: not ("Shape" or "Size") } node && node != head.Node)
            {
                between.Add(node);
                foreach (var read in node.Reads())
                {
                    open.Push(read);
                }
            }
        }

        return true;
    }

    /// <summary>
    /// Whether the layer computes an embedding, not scores: its result is normalized to length 1, or the output is named accordingly.
    /// </summary>
    private static bool IsProjection(OnnxGraph graph, List<NodeProto> after, ValueInfoProto output) =>
        after.All(node => !OperatorTraits.Has(node.OpType, OperatorTrait.Decision))
        && (after.Any(node => node.OpType == "LpNormalization" || (node.OpType == "Div" && node.Input.Count > 1 && graph.Initializer(node.Input[1]) is null))
            || output.Name.Contains("embed", StringComparison.OrdinalIgnoreCase)
            || output.Name.Contains("feat", StringComparison.OrdinalIgnoreCase));

    private static string? Through(OnnxGraph graph, NodeProto node)
    {
        if (OperatorTraits.Has(node.OpType, PassThrough))
        {
            return node.Input.FirstOrDefault();
        }

        if (!OperatorTraits.IsArithmetic(node.OpType) || node.Input.Count < 2)
        {
            return null;
        }

        // With a constant: bias, temperature, rescaling. Without: an explicit softmax or norm, which divides by a sum over the same scores.
        return graph.Initializer(node.Input[0]) is not null ? node.Input[1]
            : graph.Initializer(node.Input[1]) is not null || node.OpType is "Sub" or "Div" ? node.Input[0] : null;
    }

    private static ClassifierHead? Search(OnnxGraph graph, ValueInfoProto output)
    {
        if (Length(output) is not { } length)
        {
            return null;
        }

        var needed = graph.Ancestors([output.Name]);
        var head = graph.SortedNodes().Where(n => n.Output.Any(needed.Contains))
            .Select(n => ClassifierHead.Of(graph, n)).LastOrDefault(h => h?.Classes == length);
        return head is not null && Operations(graph, head, output.Name, out var between)
            && !between.Any(node => OperatorTraits.Has(node.OpType, MakesFeatures))
            ? head with { Output = output.Name }
            : null;
    }

    private static long? Length(ValueInfoProto output) =>
        output.Shape() is { Count: > 1 } shape && shape.Skip(1).All(d => d is not null)
            ? shape.Skip(1).Aggregate(1L, (product, size) => product * size!.Value)
            : null;
}
