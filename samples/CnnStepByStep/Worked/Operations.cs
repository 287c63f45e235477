namespace CnnStepByStep;

/// <summary>The computations of the layers as explicit loops: slow, but easy to follow.</summary>
internal static class Operations
{
    // begin: loops
    /// <summary>Slides a filter over an image: at each position, overlapping numbers are multiplied and added up.</summary>
    public static double[,] Convolve(double[,] image, double[,] filter, int stride = 1)
    {
        var (height, width) = (filter.GetLength(0), filter.GetLength(1));
        var map = new double[((image.GetLength(0) - height) / stride) + 1, ((image.GetLength(1) - width) / stride) + 1];
        for (var row = 0; row < map.GetLength(0); row++)
        {
            for (var column = 0; column < map.GetLength(1); column++)
            {
                for (var y = 0; y < height; y++)
                {
                    for (var x = 0; x < width; x++)
                    {
                        map[row, column] += image[(row * stride) + y, (column * stride) + x] * filter[y, x];
                    }
                }
            }
        }

        return map;
    }
    // end

    /// <summary>Slides a filter over an image.</summary>
    /// <param name="image">The image.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="stride">The stride.</param>
    public static Grid Convolve(Grid image, Grid filter, int stride = 1) => new(Convolve(image.Values, filter.Values, stride));

    /// <summary>Computes max(0, x).</summary>
    /// <param name="map">The map.</param>
    public static Grid Rectify(Grid map) => map.Map(x => Math.Max(0, x));

    /// <summary>Reduces each window to one number; windows do not overlap.</summary>
    /// <param name="map">The map.</param>
    /// <param name="size">The height and width of a window.</param>
    /// <param name="sum">Reduces the numbers of a window.</param>
    public static Grid Pool(Grid map, int size, Func<IEnumerable<double>, double> sum) => Grid.Create(
        map.Height / size, map.Width / size, (row, column) => sum(map.Cut(row * size, column * size, size, size).Flat));

    /// <summary>Returns the numbers of all channels in one row: channel by channel, row by row.</summary>
    /// <param name="channels">The channels.</param>
    public static double[] Flatten(IEnumerable<Grid> channels) => [.. channels.SelectMany(channel => channel.Flat)];

    /// <summary>Computes a weighted sum of all inputs plus a bias for each output.</summary>
    /// <param name="weights">A row of weights for each output.</param>
    /// <param name="biases">A bias for each output.</param>
    /// <param name="inputs">The inputs.</param>
    public static double[] Dense(Grid weights, IReadOnlyList<double> biases, IReadOnlyList<double> inputs) =>
        [.. Enumerable.Range(0, weights.Height).Select(output => biases[output] + inputs.Index().Sum(input => weights[output, input.Index] * input.Item))];

    /// <summary>Converts logits to probabilities that add up to 1.</summary>
    /// <param name="logits">A number of any size for each class.</param>
    public static double[] Softmax(IReadOnlyList<double> logits)
    {
        var sum = logits.Sum(Math.Exp);
        return [.. logits.Select(logit => Math.Exp(logit) / sum)];
    }
}
