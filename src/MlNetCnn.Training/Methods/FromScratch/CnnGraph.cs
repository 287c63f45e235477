namespace MlNetCnn.Training;

/// <summary>Makes a classifier from a network built from layers: it takes raw pixels and returns probabilities.</summary>
internal static class CnnGraph
{
    /// <summary>Adds the conversion to grayscale and the standardization of pixels before the network, and a softmax after it.</summary>
    /// <param name="graph">The network; changed in place.</param>
    /// <param name="options">Whether the network sees grayscale images, and how pixels are standardized.</param>
    /// <param name="statistics">The mean and standard deviation of the training images.</param>
    public static void Complete(OnnxGraph graph, CnnTrainingOptions options, ChannelStatistics statistics)
    {
        if (options.Grayscale)
        {
            SeeGrey(graph, options.InputSize);
        }

        StandardizationGraph.Attach(graph, options.PixelChange, statistics);
        GraphEditor.AppendSoftmax(graph, GraphEditor.Logits, GraphEditor.Score);
        graph.AddOutput(GraphEditor.Score, shape: [GraphEditor.BatchSymbol, graph.Proto.Output[0].Shape()![1]!.Value]);
        graph.Sort();
    }

    private static void SeeGrey(OnnxGraph graph, int side)
    {
        var gray = graph.FreshName("image.grey");
        graph.ReplaceReads(GraphEditor.Image, gray);
        var luma = graph.SetInitializer(TensorData.Create(graph.FreshName("image.luma"), [Luma.Red, Luma.Green, Luma.Blue], 1, 3, 1, 1));
        graph.AddNode("Mul", [GraphEditor.Image, luma], graph.FreshName("image.weighted"));
        var axes = graph.SetInitializer(TensorData.Create(graph.FreshName("image.channels"), new long[] { 1 }, 1));
        graph.AddNode("ReduceSum", [graph.Proto.Node[^1].Output[0], axes], gray);
        graph.SetInputs(GraphInputs.Create(
            GraphEditor.Image, Onnx.Format.TensorProto.Types.DataType.Float, [GraphEditor.BatchSymbol, 3L, (long)side, (long)side]));
    }
}
