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
}
