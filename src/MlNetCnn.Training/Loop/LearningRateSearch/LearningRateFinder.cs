namespace MlNetCnn.Training;

/// <summary>
/// Finds a learning rate by a range test: the rate increases by the same factor at each step, and the rate at which the loss falls fastest is a good
/// choice (Smith, "Cyclical learning rates for training neural networks", 2017). The caller restores the weights afterwards.
/// </summary>
/// <param name="steps">The maximum number of steps, at least 2.</param>
/// <param name="lowest">The first rate, above 0.</param>
/// <param name="highest">The last rate.</param>
internal sealed class LearningRateFinder(int steps = 100, double lowest = 1e-7, double highest = 1)
{
    private const double Smoothing = 0.9;
    private const double Diverged = 4;
    private const int FewLosses = 10;

    // If nothing was learned, the lowest of a hundred smoothed losses is by chance less than half of this below their mean.
    private const double NoiseOfLosses = 1;

    private readonly List<LearningRatePoint> _curve = [];
    private readonly List<double> _losses = [];

    /// <summary>The steps so far, by increasing rate.</summary>
    public IReadOnlyList<LearningRatePoint> Curve => _curve;

    /// <summary>Tries rates until the smoothed loss is four times the best one, or NaN.</summary>
    /// <param name="step">Trains on one batch at a rate and returns the loss before the update.</param>
    /// <returns>The curve.</returns>
    public IReadOnlyList<LearningRatePoint> Run(Func<double, double> step)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(steps, 2);
        _curve.Clear();
        _losses.Clear();
        var (mean, best) = (0.0, double.PositiveInfinity);
        for (var i = 0; i < steps; i++)
        {
            var rate = lowest * Math.Pow(highest / lowest, (double)i / (steps - 1));
            var measured = step(rate);
            mean = (Smoothing * mean) + ((1 - Smoothing) * measured);
            // The moving average starts at 0; dividing by the sum of its weights corrects that.
            var loss = mean / (1 - Math.Pow(Smoothing, i + 1));
            if (!double.IsFinite(loss))
            {
                break;
            }

            _losses.Add(measured);
            _curve.Add(new LearningRatePoint(rate, loss));
            best = Math.Min(best, loss);
            if (loss > Diverged * best)
            {
                break;
            }
        }

        return _curve;
    }

    /// <summary>Returns the rate at which the smoothed loss falls fastest over the logarithm of the rate, left of its lowest point.</summary>
    /// <returns>The rate, or null if the loss never falls by more than the variation between batches.</returns>
    public double? Suggest()
    {
        if (_curve.Count < 3)
        {
            return null;
        }

        // The first points are means of only a few losses.
        var first = Math.Min(FewLosses, _curve.Count / 3);
        var lowestPoint = Enumerable.Range(first, _curve.Count - first).MinBy(i => _curve[i].Loss);
        var inner = Enumerable.Range(first + 1, Math.Max(0, Math.Min(lowestPoint, _curve.Count - 2) - first)).ToList();
        var steepest = inner.Count == 0 ? 0 : inner.MinBy(Slope);
        var fall = _curve.Take(_curve.Count / 3).Average(point => point.Loss) - _curve[lowestPoint].Loss;
        return steepest > 0 && Slope(steepest) < 0 && fall > NoiseOfLosses * Noise() ? _curve[steepest].Rate : null;

        // The variation of the loss between batches at the lowest rates, which change nothing.
        double Noise()
        {
            double[] differences = [.. _losses.Take(Math.Max(2, _losses.Count / 3)).Skip(1).Zip(_losses, (next, loss) => next - loss)];
            return Math.Sqrt(differences.Sum(difference => difference * difference) / (2 * differences.Length));
        }

        // Rates are evenly spaced by their logarithm, so the difference between neighbors is proportional to the slope.
        double Slope(int i) => _curve[i + 1].Loss - _curve[i - 1].Loss;
    }
}
