using MlNetCnn.OnnxFormat;

namespace MlNetCnn;

/// <summary>Finds the classifier head of a network by walking back from its outputs.</summary>
internal static class HeadFinder
{
    /// <summary>What may stand between the last linear layer and the output: it reorders, pools or squashes scores.</summary>
    private static readonly HashSet<string> PassThrough = new(StringComparer.Ordinal)
    {
        "Softmax", "LogSoftmax", "Sigmoid", "Exp", "Reshape", "Flatten", "Squeeze", "Unsqueeze", "Transpose", "Identity", "Dropout", "Cast",
        "Relu", "GlobalAveragePool", "AveragePool", "GlobalMaxPool", "ReduceMean", "QuantizeLinear", "DequantizeLinear", "ArgMax", "TopK",
    };

    /// <summary>Finds the head, or gives null where the network ends in none.</summary>
    /// <param name="graph">The graph, constants folded.</param>
    public static ClassifierHead? Find(OnnxGraph graph) =>
        graph.Proto.Output.Select(o => WalkBack(graph, o)).FirstOrDefault(h => h is not null)
        ?? graph.Proto.Output.Select(o => Search(graph, o)).FirstOrDefault(h => h is not null);

    private static ClassifierHead? WalkBack(OnnxGraph graph, ValueInfoProto output)
    {
        var length = Length(output);
        ClassifierHead? last = null;
        var tensor = output.Name;
        while (graph.Producer(tensor) is { } node)
        {
            if (ClassifierHead.Of(graph, node) is { } head)
            {
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
        }

        return last;
    }

    private static string? Through(OnnxGraph graph, NodeProto node)
    {
        if (PassThrough.Contains(node.OpType))
        {
            return node.Input[0];
        }

        if (node.OpType is not ("Add" or "Sub" or "Mul" or "Div"))
        {
            return null;
        }

        // With a constant: bias, temperature, rescaling. Without: a softmax written out, which divides by a sum of the same scores.
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
        return graph.SortedNodes().Where(n => n.Output.Any(needed.Contains))
            .Select(n => ClassifierHead.Of(graph, n)).LastOrDefault(h => h?.Classes == length);
    }

    private static long? Length(ValueInfoProto output) =>
        output.Shape() is { Count: > 1 } shape && shape.Skip(1).All(d => d is not null)
            ? shape.Skip(1).Aggregate(1L, (product, size) => product * size!.Value)
            : null;
}
