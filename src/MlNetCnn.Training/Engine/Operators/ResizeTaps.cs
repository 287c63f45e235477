namespace MlNetCnn.Training;

/// <summary>The source values, with their weights, from which each value of a resized axis is computed.</summary>
internal sealed class ResizeTaps
{
    private readonly Func<double, IEnumerable<(long At, double Weight)>> _taps;
    private readonly bool _excludeOutside;

    private ResizeTaps(Func<double, IEnumerable<(long At, double Weight)>> taps, bool excludeOutside)
    {
        _taps = taps;
        _excludeOutside = excludeOutside;
    }

    /// <summary>Creates the taps of a mode.</summary>
    /// <param name="mode"><c>nearest</c>, <c>linear</c> or <c>cubic</c>.</param>
    /// <param name="rounding">The rounding mode of <c>nearest</c>.</param>
    /// <param name="cubic">The coefficient of the cubic kernel.</param>
    /// <param name="excludeOutside">Whether taps outside the map get no weight; otherwise the border is repeated.</param>
    /// <returns>The taps, or null if the rounding mode is not supported.</returns>
    public static ResizeTaps? For(string mode, string rounding, double cubic, bool excludeOutside)
    {
        Func<double, double>? round = rounding switch
        {
            "floor" => Math.Floor,
            "ceil" => Math.Ceiling,
            "round_prefer_floor" => at => Math.Ceiling(at - 0.5),
            "round_prefer_ceil" => at => Math.Floor(at + 0.5),
            _ => null,
        };
        return mode switch
        {
            "linear" => new ResizeTaps(Linear, excludeOutside),
            "cubic" => new ResizeTaps(at => Cubic(at, cubic), excludeOutside),
            _ => round is null ? null : new ResizeTaps(at => [((long)round(at), 1)], excludeOutside: false),
        };
    }

    /// <summary>Returns the function that maps a new position to the old axis.</summary>
    /// <param name="mode">The coordinate transformation.</param>
    /// <returns>A function of the new position, the scale, the old size and the new size; null if the mode is not supported.</returns>
    public static Func<long, double, long, long, double>? Position(string mode) => mode switch
    {
        "asymmetric" => (to, scale, _, _) => to / scale,
        "tf_half_pixel_for_nn" => (to, scale, _, _) => (to + 0.5) / scale,
        "half_pixel" => (to, scale, _, _) => ((to + 0.5) / scale) - 0.5,
        "pytorch_half_pixel" => (to, scale, _, size) => size > 1 ? ((to + 0.5) / scale) - 0.5 : 0,
        "align_corners" => (to, _, old, size) => size > 1 ? to * (double)(old - 1) / (size - 1) : 0,
        "half_pixel_symmetric" => (to, scale, old, size) =>
        {
            // The new size is an integer, but old size times scale may not be; the difference is divided between both ends.
            var center = old / 2.0;
            return center * (1 - (size / (scale * old))) + ((to + 0.5) / scale) - 0.5;
        },
        _ => null,
    };

    /// <summary>Computes the weights [new size, old size].</summary>
    /// <param name="old">The old size.</param>
    /// <param name="size">The new size.</param>
    /// <param name="position">Maps a new position to the old axis.</param>
    public double[,] Matrix(long old, long size, Func<long, double> position)
    {
        var matrix = new double[size, old];
        for (var to = 0L; to < size; to++)
        {
            var taps = _taps(position(to)).Where(tap => !_excludeOutside || (tap.At >= 0 && tap.At < old)).ToList();
            var total = _excludeOutside ? taps.Sum(tap => tap.Weight) : 1;
            foreach (var (at, weight) in taps)
            {
                matrix[to, Math.Clamp(at, 0, old - 1)] += weight / total;
            }
        }

        return matrix;
    }

    private static IEnumerable<(long At, double Weight)> Linear(double at)
    {
        var left = (long)Math.Floor(at);
        return [(left, 1 - (at - left)), (left + 1, at - left)];
    }

    // R. Keys, Cubic Convolution Interpolation for Digital Image Processing, 1981.
    private static IEnumerable<(long At, double Weight)> Cubic(double at, double a)
    {
        var left = (long)Math.Floor(at);
        for (var tap = left - 1; tap <= left + 2; tap++)
        {
            var d = Math.Abs(at - tap);
            var weight = d <= 1
                ? ((((a + 2) * d) - (a + 3)) * d * d) + 1
                : (((((a * d) - (5 * a)) * d) + (8 * a)) * d) - (4 * a);
            yield return (tap, weight);
        }
    }
}
