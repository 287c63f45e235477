namespace MlNetCnn.Training;

/// <summary>Dropout in front of the head, which a graph has while it is trained.</summary>
internal static class HeadDropout
{
    private const string Output = "features.dropped";

    /// <summary>Puts it between features and head.</summary>
    /// <param name="graph">A classifier; changed in place.</param>
    /// <param name="share">The part of the features that is dropped, above 0 and below 1.</param>
    public static void Insert(OnnxGraph graph, double share)
    {
        GraphSurgery.MakeRoomFor(graph, Output);
        graph.ReplaceReads(GraphSurgery.Features, Output);
        var ratio = graph.SetInitializer(TensorData.Create(graph.FreshName($"{Output}.ratio"), [(float)share]));
        graph.AddNode("Dropout", [GraphSurgery.Features, ratio], Output);
        graph.Sort();
    }

    /// <summary>Takes it out again, if it is there.</summary>
    /// <param name="graph">The classifier; changed in place.</param>
    public static void Remove(OnnxGraph graph)
    {
        graph.KeepNodes(node => node.OpType != "Dropout" || node.Output[0] != Output);
        graph.ReplaceReads(Output, GraphSurgery.Features);
        graph.Prune();
    }
}
