using System.Diagnostics;

namespace MlNetCnn.Heads;

/// <summary>Tells of fits that are done, and how long the rest will take by the time that the work so far took.</summary>
/// <param name="progress">Told, or null.</param>
/// <param name="choices">Fits that choose, before the last one.</param>
/// <param name="perChoice">Evaluations that such a fit needs, as a rule.</param>
/// <param name="perFit">Evaluations that the last fit needs, as a rule.</param>
/// <param name="together">How many fits that choose run at a time.</param>
internal sealed class FitClock(IProgress<TrainingProgress>? progress, int choices, int perChoice, int perFit, int together)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private int _fits;
    private int _evaluations;

    /// <summary>The objective was computed once more.</summary>
    public void Evaluated()
    {
        lock (_lock)
        {
            // The first tells nothing: it prepares what the others use.
            if (++_evaluations == 2 * together || _evaluations % (perChoice * together) == 0)
            {
                Report();
            }
        }
    }

    /// <summary>A fit is done.</summary>
    public void Fitted()
    {
        lock (_lock)
        {
            _fits++;
            Report();
        }
    }

    private void Report() => progress?.Report(new TrainingProgress("head", _fits, choices + 1, "fits") { Remaining = Remaining() });

    private TimeSpan? Remaining()
    {
        if (_evaluations == 0)
        {
            return null;
        }

        // The last fit has all threads to itself, but several choosing ones at a time are no slower together.
        var left = (Math.Max(0, choices - _fits) * perChoice) + (_fits > choices ? 0 : perFit);
        return _clock.Elapsed / _evaluations * left;
    }
}
