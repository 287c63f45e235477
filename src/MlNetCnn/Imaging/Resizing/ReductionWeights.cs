namespace MlNetCnn;

/// <summary>The weights with which a <see cref="ReductionFilter"/> makes pixels of a smaller axis.</summary>
internal static class ReductionWeights
{
    /// <summary>The pixels that may have a weight in one pixel of the result.</summary>
    /// <param name="source">Pixels of the axis.</param>
    /// <param name="target">Pixels of the result, at most as many.</param>
    /// <param name="index">The pixel of the result.</param>
    /// <param name="filter">The filter.</param>
    /// <returns>The first pixel, and the one after the last.</returns>
    public static (int First, int End) Range(int source, int target, int index, ReductionFilter filter)
    {
        var ratio = (double)source / target;
        if (filter == ReductionFilter.Linear)
        {
            var (first, _, side) = Interpolation(source, target, index);
            return (first * side, Math.Min((first + 2) * side, source));
        }

        return (Math.Max(0, (int)Math.Floor((index - 0.5) * ratio)), Math.Min(source, (int)Math.Ceiling((index + 1.5) * ratio)));
    }

    /// <summary>The weights of one pixel of the result, which add up to 1.</summary>
    /// <param name="source">Pixels of the axis.</param>
    /// <param name="target">Pixels of the result, at most as many.</param>
    /// <param name="index">The pixel of the result.</param>
    /// <param name="filter">The filter.</param>
    /// <returns>A weight for each pixel of <see cref="Range"/>.</returns>
    public static double[] Weights(int source, int target, int index, ReductionFilter filter)
    {
        var (first, end) = Range(source, target, index, filter);
        var weights = new double[end - first];
        var ratio = (double)source / target;
        for (var i = 0; i < weights.Length; i++)
        {
            weights[i] = source == target ? (first + i == index ? 1 : 0)
                : filter == ReductionFilter.Linear ? Linear(source, target, index, i)
                : Math.Max(0, 1 - Math.Abs(((first + i + 0.5) / ratio) - (index + 0.5)));
        }

        var sum = weights.Sum();
        return [.. weights.Select(weight => weight / sum)];
    }

    /// <summary>All weights.</summary>
    /// <param name="source">Pixels of the axis.</param>
    /// <param name="target">Pixels of the result, at most as many.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="isTransposed">Whether the result is [source, target]; else it is [target, source].</param>
    /// <returns>The matrix, row-major.</returns>
    public static float[] Matrix(int source, int target, ReductionFilter filter, bool isTransposed)
    {
        var matrix = new float[source * target];
        for (var i = 0; i < target; i++)
        {
            var (first, _) = Range(source, target, i, filter);
            foreach (var (offset, weight) in Weights(source, target, i, filter).Index())
            {
                matrix[isTransposed ? ((first + offset) * target) + i : (i * source) + first + offset] = (float)weight;
            }
        }

        return matrix;
    }

    private static double Linear(int source, int target, int index, int offset)
    {
        var (_, fraction, side) = Interpolation(source, target, index);
        return (offset < side ? 1 - fraction : fraction) / side;
    }

    /// <summary>The first of the two means between which a pixel lies, how far it is towards the second, and the pixels of a mean.</summary>
    private static (int First, double Fraction, int Side) Interpolation(int source, int target, int index)
    {
        var side = 1;
        while (source / (2 * side) >= target)
        {
            side *= 2;
        }

        var means = source / side;
        var place = Math.Clamp(((index + 0.5) * source / side / target) - 0.5, 0, means - 1);
        var first = Math.Min((int)place, Math.Max(0, means - 2));
        return (first, place - first, side);
    }
}
