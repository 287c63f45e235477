using System.Numerics.Tensors;

namespace MlNetCnn.Explanations;

/// <summary>
/// The feature maps that heat maps are computed from: the last ones that all data passes through, except the outputs of poolings. They represent
/// the objects that the network recognizes in an image, and their locations.
/// </summary>
/// <param name="Tensor">The name of the tensor.</param>
/// <param name="Channels">The number of maps.</param>
/// <param name="Height">Their height.</param>
/// <param name="Width">Their width.</param>
[SharedInternal]
internal sealed record ExplainedLayer(string Tensor, int Channels, int Height, int Width)
{
    /// <summary>Finds the layer of a network.</summary>
    /// <param name="network">A classifier.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NO_CLASSES</c> or <c>MODEL_NO_MAPS</c>.</exception>
    public static ExplainedLayer Of(ImageNetwork network)
    {
        if (network.Card is null)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNoClasses, $"'{network.Name}' is a backbone: it has no classes to explain",
                expected: "a classifier", fix: "train a classifier on it first");
        }

        var shapes = TensorShapes.Measure(network.Graph, network.InputHeight, network.InputWidth, network.Name);
        foreach (var tensor in CutPoints.Find(network.Graph, GraphEditor.Image, GraphEditor.Logits).Reverse())
        {
            // A pooling summarizes the layer before it, whose maps are finer (section 3 of the paper: the last convolution).
            if (shapes.Maps(tensor) is { } maps && network.Graph.Producer(tensor)?.OpType is not ("MaxPool" or "AveragePool"))
            {
                return new ExplainedLayer(tensor, maps.Channels, maps.Height, maps.Width);
            }
        }

        throw new MlNetCnnException(
            ErrorKind.Model, ErrorCodes.ModelNoMaps, $"'{network.Name}' has no feature maps that all data passes through",
            expected: "a convolutional network", fix: "use a model with another backbone");
    }

    /// <summary>Returns the difference between the logit of a class and the mean of all logits.</summary>
    /// <param name="logits">The logits of one image.</param>
    /// <param name="index">The class.</param>
    public static float Evidence(ReadOnlySpan<float> logits, int index) => logits[index] - (TensorPrimitives.Sum(logits) / logits.Length);

    /// <summary>Computes the heat from weighted maps.</summary>
    /// <param name="maps">The maps, CHW.</param>
    /// <param name="weights">The increase of the evidence when a map increases by 1 everywhere.</param>
    /// <param name="evidence">The difference between the logit of the class and the mean of all logits.</param>
    /// <param name="network">The network of the maps.</param>
    /// <returns>[row, column], 0..1, in the input size of the network.</returns>
    public float[,] Heat(ReadOnlySpan<float> maps, ReadOnlySpan<float> weights, float evidence, ImageNetwork network)
    {
        var fractions = new float[Height * Width];
        for (var channel = 0; channel < Channels; channel++)
        {
            TensorPrimitives.MultiplyAdd(maps.Slice(channel * fractions.Length, fractions.Length), weights[channel], fractions, fractions);
        }

        // Evidence that does not come from the maps (the bias) is spread evenly over all locations.
        var rest = evidence - (TensorPrimitives.Sum<float>(fractions) / fractions.Length);
        TensorPrimitives.Add(fractions, rest, fractions);
        TensorPrimitives.Max(fractions, 0, fractions);
        var heat = Enlarge(fractions, network.InputHeight, network.InputWidth);
        var max = heat.Cast<float>().Max();
        for (var y = 0; max > 0 && y < network.InputHeight; y++)
        {
            for (var x = 0; x < network.InputWidth; x++)
            {
                heat[y, x] /= max;
            }
        }

        return heat;
    }

    // Bilinear; a value belongs to the center of its cell.
    private float[,] Enlarge(float[] values, int height, int width)
    {
        var large = new float[height, width];
        for (var y = 0; y < height; y++)
        {
            var (top, bottom, down) = Between(y, height, Height);
            for (var x = 0; x < width; x++)
            {
                var (left, right, across) = Between(x, width, Width);
                large[y, x] = float.Lerp(
                    float.Lerp(values[(top * Width) + left], values[(top * Width) + right], across),
                    float.Lerp(values[(bottom * Width) + left], values[(bottom * Width) + right], across), down);
            }
        }

        return large;
    }

    private static (int First, int Second, float Fraction) Between(int place, int size, int cells)
    {
        var middle = Math.Clamp(((place + 0.5f) * cells / size) - 0.5f, 0, cells - 1);
        var first = (int)middle;
        return (first, Math.Min(first + 1, cells - 1), middle - first);
    }
}
