namespace MlNetCnn.Benchmarks;

/// <summary>
/// Adds batch normalization back after convolutions that an exporter folded it into: the network as people write and train it. The
/// layer starts with scale 1 and the convolution's bias; its statistics are those of the batches from the first step on.
/// </summary>
internal static class BatchNormUnfolding
{
    public static OnnxGraph Unfold(OnnxGraph folded)
    {
        var graph = folded.Clone();
        foreach (var node in graph.Proto.Node.Where(n => n.OpType == "Conv" && n.Input.Count == 3).ToList())
        {
            var (output, bias) = (node.Output[0], node.Input[2]);
            var channels = graph.Initializer(bias)!.Dims[0];
            graph.Edit(_ =>
            {
                node.Input.RemoveAt(2);
                node.Output[0] = graph.FreshName($"{output}.convolved");
            });
            graph.AddNode(
                "BatchNormalization", [node.Output[0], Constant("scale", 1), bias, Constant("mean", 0), Constant("variance", 1)], output);

            string Constant(string name, float value) => graph.SetInitializer(TensorData.Create(
                graph.FreshName($"{output}.{name}"), Enumerable.Repeat(value, (int)channels).ToArray().AsSpan(), channels));
        }

        graph.Sort();
        return graph;
    }
}
