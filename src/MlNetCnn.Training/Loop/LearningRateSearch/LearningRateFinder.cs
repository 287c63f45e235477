namespace MlNetCnn.Training;

/// <summary>
/// Finds a learning rate by trying: it rises from step to step by the same factor, and the rate at which the loss falls fastest is a good one (Smith,
/// "Cyclical learning rates for training neural networks", 2017). The caller puts the weights back afterwards.
/// </summary>
/// <param name="steps">Steps at most, at least 2.</param>
/// <param name="lowest">The first rate, above 0.</param>
/// <param name="highest">The last rate.</param>
internal sealed class LearningRateFinder(int steps = 100, double lowest = 1e-7, double highest = 1)
{
    private const double Smoothing = 0.9;
    private const double Diverged = 4;
    private const int FewLosses = 10;

    // Where nothing was learned, the lowest of a hundred smoothed losses lies less than half of this below their mean by chance.
    private const double NoiseOfLosses = 1;

    private readonly List<LearningRatePoint> _curve = [];
    private readonly List<double> _losses = [];

    /// <summary>The steps so far, by rising rates.</summary>
    public IReadOnlyList<LearningRatePoint> Curve => _curve;

    /// <summary>Tries the rates until the smoothed loss is four times the best one, or no number.</summary>
    /// <param name="step">Trains on one batch at a rate and returns the loss before.</param>
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
            // The mean began at 0; what is missing of all weights is made up for.
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

    /// <summary>The rate where the smoothed loss falls fastest by the logarithm of the rate, left of its lowest point.</summary>
    /// <returns>Null where the loss never falls by more than batches differ anyway.</returns>
    public double? Suggest()
    {
        if (_curve.Count < 3)
        {
            return null;
        }

        // The first points are means of few losses.
        var first = Math.Min(FewLosses, _curve.Count / 3);
        var lowestPoint = Enumerable.Range(first, _curve.Count - first).MinBy(i => _curve[i].Loss);
        var inner = Enumerable.Range(first + 1, Math.Max(0, Math.Min(lowestPoint, _curve.Count - 2) - first)).ToList();
        var steepest = inner.Count == 0 ? 0 : inner.MinBy(Slope);
        var fall = _curve.Take(_curve.Count / 3).Average(point => point.Loss) - _curve[lowestPoint].Loss;
        return steepest > 0 && Slope(steepest) < 0 && fall > NoiseOfLosses * Noise() ? _curve[steepest].Rate : null;

        // How much losses differ from batch to batch at the lowest rates, which change nothing.
        double Noise()
        {
            double[] differences = [.. _losses.Take(Math.Max(2, _losses.Count / 3)).Skip(1).Zip(_losses, (next, loss) => next - loss)];
            return Math.Sqrt(differences.Sum(difference => difference * difference) / (2 * differences.Length));
        }

        // Rates are evenly spaced by their logarithm, so the difference of neighbours is the slope but for a factor.
        double Slope(int i) => _curve[i + 1].Loss - _curve[i - 1].Loss;
    }
}
