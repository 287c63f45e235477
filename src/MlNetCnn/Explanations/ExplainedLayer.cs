using System.Numerics.Tensors;

namespace MlNetCnn.Explanations;

/// <summary>
/// The feature maps that heat maps are made of: the last ones through which everything passes, poolings left out. They hold what the
/// network knows of the things in a picture, and where it saw them.
/// </summary>
/// <param name="Tensor">The tensor's name.</param>
/// <param name="Channels">How many maps there are.</param>
/// <param name="Height">Their height.</param>
/// <param name="Width">Their width.</param>
[SharedInternal]
internal sealed record ExplainedLayer(string Tensor, int Channels, int Height, int Width)
{
    /// <summary>Finds them.</summary>
    /// <param name="network">A classifier.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NO_CLASSES</c> or <c>MODEL_NO_MAPS</c>.</exception>
    public static ExplainedLayer Of(ImageNetwork network)
    {
        if (network.Card is null)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNoClasses, $"'{network.Name}' is a backbone: it has no classes whose evidence could be shown",
                expected: "a classifier", fix: "train one on it first");
        }

        var shapes = TensorShapes.Measure(network.Graph, network.InputHeight, network.InputWidth, network.Name);
        foreach (var tensor in CutPoints.Find(network.Graph, GraphEditor.Image, GraphEditor.Logits).Reverse())
        {
            // A pooling sums up what the last layer in front of it saw, and its maps are finer (section 3 of the paper: the last convolution).
            if (shapes.Maps(tensor) is { } maps && network.Graph.Producer(tensor)?.OpType is not ("MaxPool" or "AveragePool"))
            {
                return new ExplainedLayer(tensor, maps.Channels, maps.Height, maps.Width);
            }
        }

        throw new MlNetCnnException(
            ErrorKind.Model, ErrorCodes.ModelNoMaps, $"'{network.Name}' has no feature maps through which everything passes",
            expected: "a convolutional network", fix: "use a model on another backbone");
    }

    /// <summary>How far a class's logit is above the mean of all logits; below 0 where it is beneath.</summary>
    /// <param name="logits">The logits of one picture.</param>
    /// <param name="index">The class.</param>
    public static float Evidence(ReadOnlySpan<float> logits, int index) => logits[index] - (TensorPrimitives.Sum(logits) / logits.Length);

    /// <summary>The heat that weighted maps give.</summary>
    /// <param name="maps">The maps, CHW.</param>
    /// <param name="weights">By how much the evidence grows where a map grows by 1 everywhere.</param>
    /// <param name="evidence">How far the class's logit is above the mean of all.</param>
    /// <param name="network">The network that the maps are of.</param>
    /// <returns>[row, column], 0..1, of the network's input size.</returns>
    public float[,] Heat(ReadOnlySpan<float> maps, ReadOnlySpan<float> weights, float evidence, ImageNetwork network)
    {
        var fractions = new float[Height * Width];
        for (var channel = 0; channel < Channels; channel++)
        {
            TensorPrimitives.MultiplyAdd(maps.Slice(channel * fractions.Length, fractions.Length), weights[channel], fractions, fractions);
        }

        // What does not come from the maps, the bias, belongs to every place alike.
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

    // Bilinear; a value is that of the middle of its cell.
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
