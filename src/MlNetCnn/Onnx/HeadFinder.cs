using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>Finds the classifier head of a network by walking back from its outputs, or finds that there is none.</summary>
/// <remarks>
/// <para>A head is a linear layer (<c>Gemm</c>, <c>MatMul</c>, 1x1 <c>Conv</c>) that everything made of the image passes through, with nothing
/// after it but reshaping, pooling and squashing of scores. So a layer inside a residual branch, a projection shortcut and the 1x1
/// convolutions of squeeze-and-excitation are none: something goes around them.</para>
/// <para>A layer whose result is normalized (batch normalization) or activated makes features, not scores, and the network has no head.
/// One kind of classifier is activated all the same: that of SqueezeNet and Network in Network, a 1x1 <c>Conv</c> with <c>Relu</c> and average
/// pooling after it. It is told from the last convolution of a network without a head by what follows (softmax) or by how many numbers it makes:
/// the 1000 or 1001 of ImageNet, or fewer than it reads, where the last convolution of a body widens (320 to 1280 in MobileNetV2).</para>
/// </remarks>
internal static class HeadFinder
{
    // What may stand between the last linear layer and the output: it reorders, pools or squashes scores.
    private const OperatorTrait PassThrough = OperatorTrait.KeepsScores | OperatorTrait.Pooling | OperatorTrait.Decision;

    // What makes features out of a linear layer's result: that layer is no last one.
    private const OperatorTrait MakesFeatures =
        OperatorTrait.Layer | OperatorTrait.Normalization | OperatorTrait.Activation | OperatorTrait.Combination;

    /// <summary>Finds the head, or gives null where the network ends in none.</summary>
    /// <param name="graph">The graph, constants folded.</param>
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

        // One number per class and image: a map of them, not averaged, is the end of a body.
        var isMap = output.Shape() is [_, _, { } height, { } width] && height * width > 1;
        return !(isConv && isMap && !after.Any(node => OperatorTraits.Has(node.OpType, OperatorTrait.Pooling)));
    }

    /// <summary>Whether all that the output is made of goes through the layer.</summary>
    private static bool Operations(OnnxGraph graph, ClassifierHead head, string output, out List<NodeProto> between)
    {
        between = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var open = new Stack<string>([output]);
        // An input that only comes in after the layer, such as a mask of classes, is no way around it.
        var inputs = graph.Ancestors([head.Features]);
        inputs.IntersectWith(graph.Inputs.Select(input => input.Name));
        while (open.TryPop(out var tensor))
        {
            if (inputs.Contains(tensor))
            {
                return false;
            }

            // The number of images, read off an earlier tensor for a reshape, is nothing made of the image.
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
    /// Whether the layer makes an embedding, not scores: its result is brought to length 1, or the output is called so.
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

        // With a constant: bias, temperature, rescaling. Without: a softmax or a norm written out, which divides by a sum over the same scores.
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
