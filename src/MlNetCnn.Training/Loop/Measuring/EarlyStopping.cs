namespace MlNetCnn.Training;

/// <summary>Decides which epoch is kept and when training stops.</summary>
/// <remarks>
/// With accuracy or F1, the latest epoch within one standard error of the best one is kept (the one-standard-error rule: Breiman et al.,
/// "Classification and regression trees", 1984): smaller differences are due to chance, and the later epoch was trained at a lower learning
/// rate. With fifteen validation images, the best of thirty epochs is mostly a lucky early one. An epoch that is worse than the state before the
/// first epoch is never kept.
/// </remarks>
/// <param name="metric">The metric that decides.</param>
/// <param name="patience">The number of consecutive epochs without improvement after which training stops, at least 1.</param>
/// <param name="imageCount">The number of validation images, from which the standard error follows; 0 to keep the best epoch whatever the difference.</param>
internal sealed class EarlyStopping(MonitoredMetric metric, int patience, int imageCount = 0)
{
    private EpochRecord? _highest;
    private EpochRecord? _start;
    private int _epochsSinceHighest;

    /// <summary>The epoch to keep; null if none had a metric.</summary>
    public EpochRecord? Best { get; private set; }

    /// <summary>Whether training should stop.</summary>
    public bool ShouldStop => _epochsSinceHighest >= patience;

    /// <summary>Returns whether an epoch should be kept instead of the current best.</summary>
    /// <param name="record">The epoch; without a metric, or if its loss is NaN, the result is false.</param>
    public bool Improves(EpochRecord record)
    {
        if (double.IsNaN(Score(record)) || double.IsNaN(record.ValidationLoss))
        {
            return false;
        }

        if (_highest is null || IsHigher(record))
        {
            return true;
        }

        var isFair = imageCount > 0 && metric != MonitoredMetric.Loss;
        return isFair && Score(record) >= Score(_highest) - StandardError(Score(_highest)) && (_start is null || Score(record) >= Score(_start));
    }

    /// <summary>Records an epoch.</summary>
    /// <param name="record">The epoch, or the state before the first one.</param>
    public void Report(EpochRecord record)
    {
        if (Improves(record))
        {
            Best = record;
            _start ??= record.Epoch == 0 ? record : null;
        }

        var isHigher = Best == record && (_highest is null || IsHigher(record));
        _highest = isHigher ? record : _highest;
        // Before the first metric, and without validation images, nothing is better or worse, and patience does not run out.
        _epochsSinceHighest = isHigher || Best is null ? 0 : _epochsSinceHighest + 1;
    }

    private bool IsHigher(EpochRecord record) => (Score(record), -record.ValidationLoss).CompareTo((Score(_highest!), -_highest!.ValidationLoss)) > 0;

    // One correct and one incorrect answer are added, so that a perfect score does not count as certain (Wilson, 1927).
    private double StandardError(double fraction)
    {
        var fair = ((fraction * imageCount) + 1) / (imageCount + 2);
        return Math.Sqrt(fair * (1 - fair) / imageCount);
    }

    private double Score(EpochRecord record) => metric switch
    {
        MonitoredMetric.Loss => -record.ValidationLoss,
        MonitoredMetric.MacroF1 => record.ValidationMacroF1,
        _ => record.ValidationAccuracy,
    };
}
