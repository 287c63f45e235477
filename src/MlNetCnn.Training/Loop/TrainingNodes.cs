namespace MlNetCnn.Training;

/// <summary>Nodes that a graph has only while it is trained.</summary>
internal static class TrainingNodes
{
    /// <summary>Takes every dropout out: in a finished network it passes its input on.</summary>
    /// <param name="graph">The network; changed in place.</param>
    public static void Remove(OnnxGraph graph)
    {
        var dropouts = graph.Proto.Node.Where(node => node.OpType == "Dropout").ToList();
        graph.KeepNodes(node => node.OpType != "Dropout");
        foreach (var dropout in dropouts)
        {
            graph.ReplaceReads(dropout.Output[0], dropout.Input[0]);
        }

        graph.Prune();
    }
}
