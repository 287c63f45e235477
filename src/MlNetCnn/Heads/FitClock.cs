using System.Diagnostics;

namespace MlNetCnn.Heads;

/// <summary>Reports finished fits, and estimates the remaining time from the time of the work so far.</summary>
/// <param name="progress">Receives the progress, or null.</param>
/// <param name="choices">The number of fits that select the regularization, before the last one.</param>
/// <param name="perChoice">The typical number of evaluations of such a fit.</param>
/// <param name="perFit">The typical number of evaluations of the last fit.</param>
/// <param name="together">The number of selecting fits that run at the same time.</param>
internal sealed class FitClock(IProgress<TrainingProgress>? progress, int choices, int perChoice, int perFit, int together)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly Lock _lock = new();
    private int _fits;
    private int _evaluations;

    /// <summary>Records an evaluation of the objective.</summary>
    public void Evaluated()
    {
        lock (_lock)
        {
            // The first evaluation is not representative: it prepares data that the others use.
            if (++_evaluations == 2 * together || _evaluations % (perChoice * together) == 0)
            {
                Report();
            }
        }
    }

    /// <summary>Records a finished fit.</summary>
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

        // The last fit can use all threads, but several selecting fits at the same time are no slower.
        var left = (Math.Max(0, choices - _fits) * perChoice) + (_fits > choices ? 0 : perFit);
        return _clock.Elapsed / _evaluations * left;
    }
}
