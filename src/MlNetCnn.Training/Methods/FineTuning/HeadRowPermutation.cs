namespace MlNetCnn.Training;

/// <summary>Reorders the classes of a trained network to match an ML.NET key.</summary>
internal static class HeadRowPermutation
{
    /// <summary>Reorders the rows of the head.</summary>
    /// <param name="graph">A classifier with a linear head; changed in place.</param>
    /// <param name="places">For each class of the result, its index among those of the graph.</param>
    public static void Apply(OnnxGraph graph, IReadOnlyList<int> places)
    {
        var head = graph.Producer(GraphEditor.Logits)!;
        foreach (var name in head.Input.Skip(1))
        {
            var tensor = graph.Initializer(name)!;
            var (values, width) = (tensor.ToFloats(), (int)(tensor.ElementCount() / places.Count));
            float[] ordered = [.. places.SelectMany(place => values.Skip(place * width).Take(width))];
            graph.SetInitializer(TensorData.Create(name, ordered.AsSpan(), [.. tensor.Dims]));
        }
    }
}
