using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Training;

/// <summary>
/// Folds batch normalization with fixed statistics into the convolution before it: the outputs stay the same, and the network has fewer layers. ONNX
/// Runtime does the same when it loads a file; other runtimes may not.
/// </summary>
internal static class BatchNormFolding
{
    /// <summary>Folds each batch normalization that is the only consumer of a convolution, if both have constant weights.</summary>
    /// <param name="graph">The network; changed in place. Weights keep their names.</param>
    /// <returns>The number of layers removed.</returns>
    public static int Fold(OnnxGraph graph)
    {
        var folded = graph.Proto.Node.Where(node => node.OpType == "BatchNormalization" && TryFold(graph, node))
            .ToHashSet<NodeProto>(ReferenceEqualityComparer.Instance);
        graph.KeepNodes(node => !folded.Contains(node));
        graph.Prune();
        return folded.Count;
    }

    private static bool TryFold(OnnxGraph graph, NodeProto norm)
    {
        var constants = norm.Input.Skip(1).Select(graph.Initializer).OfType<TensorProto>().Select(c => c.ToFloats()).ToList();
        var between = norm.Input[0];
        if (constants.Count != 4 || norm.Output.Count > 1 || norm.Int("training_mode", 0) != 0 || norm.Int("spatial", 1) == 0
            || graph.Producer(between) is not { OpType: "Conv" } conv || graph.Consumers(between).Count > 1 || graph.IsOutput(between)
            || graph.Initializer(conv.Input[1]) is not { } weight
            || (conv.Input.Count > 2 && conv.Input[2].Length > 0 && graph.Initializer(conv.Input[2]) is null))
        {
            return false;
        }

        var (scale, bias, mean, variance) = (constants[0], constants[1], constants[2], constants[3]);
        var epsilon = norm.Find("epsilon")?.F ?? 1e-5f;
        var oldBias = conv.Input.Count > 2 && conv.Input[2].Length > 0 ? graph.Initializer(conv.Input[2])!.ToFloats() : new float[scale.Length];
        var (weights, biases) = (weight.ToFloats(), new float[scale.Length]);
        var perFilter = weights.Length / scale.Length;
        for (var filter = 0; filter < scale.Length; filter++)
        {
            var factor = scale[filter] / Math.Sqrt(variance[filter] + (double)epsilon);
            biases[filter] = (float)(((oldBias[filter] - mean[filter]) * factor) + bias[filter]);
            foreach (ref var number in weights.AsSpan(filter * perFilter, perFilter))
            {
                number = (float)(number * factor);
            }
        }

        // A weight that other layers also read stays unchanged for them.
        var shared = graph.Consumers(weight.Name).Count > 1;
        var name = shared ? graph.FreshName($"{weight.Name}.folded") : weight.Name;
        var weightName = graph.SetInitializer(TensorData.Create(name, weights.AsSpan(), [.. weight.Dims]));
        var biasName = graph.SetInitializer(TensorData.Create(graph.FreshName($"{name}.bias"), biases.AsSpan(), biases.Length));
        graph.Edit(_ =>
        {
            conv.Input[1] = weightName;
            if (conv.Input.Count > 2)
            {
                conv.Input[2] = biasName;
            }
            else
            {
                conv.Input.Add(biasName);
            }

            conv.Output[0] = norm.Output[0];
        });
        return true;
    }
}
