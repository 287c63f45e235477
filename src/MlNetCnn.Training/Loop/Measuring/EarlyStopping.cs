namespace MlNetCnn.Training;

/// <summary>Knows which epoch is to be kept and when it is no use to go on.</summary>
/// <remarks>
/// By accuracy or F1 the latest epoch within one standard error of the best one is kept (the rule of one standard error: Breiman et al.,
/// "Classification and regression trees", 1984): differences smaller than that are chance, and the later epoch has seen the lower learning rates. With
/// fifteen validation images the best of thirty epochs is mostly a lucky early one. No epoch is kept that is below the state before the first one.
/// </remarks>
/// <param name="metric">What decides.</param>
/// <param name="patience">How many epochs in a row may be no better than the best one, at least 1.</param>
/// <param name="imageCount">Validation images, from which the standard error follows; 0 to keep the best epoch whatever the difference.</param>
internal sealed class EarlyStopping(MonitoredMetric metric, int patience, int imageCount = 0)
{
    private EpochRecord? _highest;
    private EpochRecord? _start;
    private int _epochsSinceHighest;

    /// <summary>The epoch to keep; null where none had a metric.</summary>
    public EpochRecord? Best { get; private set; }

    /// <summary>Whether training should end.</summary>
    public bool ShouldStop => _epochsSinceHighest >= patience;

    /// <summary>Whether an epoch is to be kept in place of the one so far.</summary>
    /// <param name="record">The epoch; without a metric, or with a loss that is not a number, it never is.</param>
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

    /// <summary>Takes an epoch into account.</summary>
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
        // Before the first metric, or without validation images, nothing is better or worse, and no patience runs out.
        _epochsSinceHighest = isHigher || Best is null ? 0 : _epochsSinceHighest + 1;
    }

    private bool IsHigher(EpochRecord record) => (Score(record), -record.ValidationLoss).CompareTo((Score(_highest!), -_highest!.ValidationLoss)) > 0;

    // One right and one wrong are added, so that all right does not pass for certain (Wilson, 1927).
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
