namespace MlNetCnn.Training;

/// <summary>Dropout in front of the head, which a graph has while it is trained.</summary>
internal static class HeadDropout
{
    private const string Output = "features.dropped";

    /// <summary>Puts it between features and head.</summary>
    /// <param name="graph">A classifier; changed in place.</param>
    /// <param name="fraction">The part of the features that is dropped, above 0 and below 1.</param>
    public static void Insert(OnnxGraph graph, double fraction)
    {
        GraphEditor.EnsureCapacity(graph, Output);
        graph.ReplaceReads(GraphEditor.Features, Output);
        var ratio = graph.SetInitializer(TensorData.Create(graph.FreshName($"{Output}.ratio"), [(float)fraction]));
        graph.AddNode("Dropout", [GraphEditor.Features, ratio], Output);
        graph.Sort();
    }
}
