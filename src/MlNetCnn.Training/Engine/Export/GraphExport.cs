namespace MlNetCnn.Training;

/// <summary>Writes the weights of a module back into its graph.</summary>
internal static class GraphExport
{
    /// <summary>Creates the graph.</summary>
    /// <param name="module">The module; not changed.</param>
    /// <param name="foldBatchNorm">Whether batch normalization is folded into the convolutions.</param>
    public static OnnxGraph Write(GraphModule module, bool foldBatchNorm)
    {
        var graph = module.Graph.Clone();
        foreach (var (name, weight) in module.State)
        {
            graph.SetInitializer(TorchTensors.ToProto(name, weight, graph.Initializer(name)!.Kind()));
        }

        if (foldBatchNorm)
        {
            BatchNormFolding.Fold(graph);
        }

        return graph;
    }
}
