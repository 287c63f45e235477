using MlNetCnn.Onnx.Format;

namespace MlNetCnn.Onnx;

/// <summary>
/// Makes a network that expects blue, green, red accept red, green, blue at no cost, by swapping the weights of its first layer.
/// </summary>
internal static class ChannelSwap
{
    /// <summary>Swaps the first and third input channel of every convolution that reads the image.</summary>
    /// <param name="graph">The graph; changed in place if the result is true.</param>
    /// <param name="input">The image tensor [N, 3, H, W].</param>
    /// <returns>False, with nothing changed, if another operator reads the image or shares the weights.</returns>
    public static bool TryApply(OnnxGraph graph, string input)
    {
        var readers = graph.Consumers(input);
        var swappable = readers.Count > 0 && readers.All(n =>
            n.OpType == "Conv" && n.Input[0] == input && n.Int("group", 1) == 1
            && graph.Initializer(n.Input[1]) is { Dims: [_, 3, ..] } weights
            && weights.Kind() == TensorProto.Types.DataType.Float && graph.Consumers(weights.Name).Count == 1);
        if (!swappable)
        {
            return false;
        }

        foreach (var weights in readers.Select(n => graph.Initializer(n.Input[1])!))
        {
            var values = weights.ToFloats();
            var kernel = (int)weights.Dims.Skip(2).Aggregate(1L, (product, size) => product * size);
            for (var filter = 0; filter < weights.Dims[0]; filter++)
            {
                var first = values.AsSpan(filter * 3 * kernel, kernel);
                var third = values.AsSpan((filter * 3 + 2) * kernel, kernel);
                var kept = first.ToArray();
                third.CopyTo(first);
                kept.CopyTo(third);
            }

            weights.SetFloats(values);
        }

        return true;
    }
}
