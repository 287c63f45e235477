namespace MlNetCnn.Training.Layers;

/// <summary>The layers that do nothing in a trained network: dropout and stochastic depth.</summary>
internal static class TrainingLayers
{
    /// <summary>Removes these layers.</summary>
    /// <param name="graph">The network; changed in place.</param>
    /// <returns>The number of removed layers.</returns>
    public static int Remove(OnnxGraph graph)
    {
        var dropouts = graph.Proto.Node.Where(node => node.OpType == "Dropout" && !graph.IsOutput(node.Output[0])).ToList();
        foreach (var node in dropouts)
        {
            if (IsOne(graph, node.Input[0]))
            {
                foreach (var product in graph.Consumers(node.Output[0]).Where(reader => reader.OpType == "Mul" && !graph.IsOutput(reader.Output[0])))
                {
                    graph.ReplaceReads(product.Output[0], product.Input.First(input => input != node.Output[0]));
                }
            }

            graph.ReplaceReads(node.Output[0], node.Input[0]);
        }

        graph.Prune();
        return dropouts.Count;
    }

    // As in stochastic depth: a number compared with itself.
    private static bool IsOne(OnnxGraph graph, string tensor) =>
        graph.Producer(tensor) is { OpType: "Cast" } cast && graph.Producer(cast.Input[0]) is { OpType: "Equal" } equal
        && equal.Input[0] == equal.Input[1];
}
