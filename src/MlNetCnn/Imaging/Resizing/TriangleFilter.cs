namespace MlNetCnn;

/// <summary>
/// The filter that reduces one axis: the weight of a pixel falls linearly with its distance from the center of the result, to zero at
/// one pixel of the result. It is what Pillow and torchvision call bilinear with antialiasing.
/// </summary>
internal static class TriangleFilter
{
    /// <summary>The pixels that may have a weight in one pixel of the result.</summary>
    /// <param name="source">Pixels of the axis.</param>
    /// <param name="target">Pixels of the result, at most as many.</param>
    /// <param name="index">The pixel of the result.</param>
    /// <returns>The first pixel, and the one after the last.</returns>
    public static (int First, int End) Range(int source, int target, int index)
    {
        var ratio = (double)source / target;
        return (Math.Max(0, (int)Math.Floor((index - 0.5) * ratio)), Math.Min(source, (int)Math.Ceiling((index + 1.5) * ratio)));
    }

    /// <summary>The weights of one pixel of the result, which add up to 1.</summary>
    /// <param name="source">Pixels of the axis.</param>
    /// <param name="target">Pixels of the result, at most as many.</param>
    /// <param name="index">The pixel of the result.</param>
    /// <returns>A weight for each pixel of <see cref="Range"/>.</returns>
    public static double[] Weights(int source, int target, int index)
    {
        if (source == target)
        {
            var (start, stop) = Range(source, target, index);
            return [.. Enumerable.Range(start, stop - start).Select(i => i == index ? 1.0 : 0.0)];
        }

        var ratio = (double)source / target;
        var (first, end) = Range(source, target, index);
        var weights = new double[end - first];
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = Math.Max(0, 1 - Math.Abs(((first + i + 0.5) / ratio) - (index + 0.5)));
        }

        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    /// <summary>All weights.</summary>
    /// <param name="source">Pixels of the axis.</param>
    /// <param name="target">Pixels of the result, at most as many.</param>
    /// <param name="isTransposed">Whether the result is [source, target]; else it is [target, source].</param>
    /// <returns>The matrix, row-major.</returns>
    public static float[] Matrix(int source, int target, bool isTransposed)
    {
        var matrix = new float[source * target];
        for (var i = 0; i < target; i++)
        {
            var (first, _) = Range(source, target, i);
            foreach (var (offset, weight) in Weights(source, target, i).Index())
            {
                matrix[isTransposed ? ((first + offset) * target) + i : (i * source) + first + offset] = (float)weight;
            }
        }

        return matrix;
    }
}
