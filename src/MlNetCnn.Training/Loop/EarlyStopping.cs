namespace MlNetCnn.Training;

/// <summary>Knows the best epoch so far and when it is no use to go on.</summary>
/// <param name="metric">What decides.</param>
/// <param name="patience">How many epochs in a row may be no better than the best one, at least 1.</param>
internal sealed class EarlyStopping(StoppingMetric metric, int patience)
{
    private int _epochsSinceBest;

    /// <summary>The best epoch; null where none had a metric.</summary>
    public EpochRecord? Best { get; private set; }

    /// <summary>Whether training should end.</summary>
    public bool ShouldStop => _epochsSinceBest >= patience;

    /// <summary>
    /// Whether an epoch is better than the best one so far. Of equal metrics the smaller validation loss wins among epochs, and an epoch over
    /// the state before the first one: with few validation images both often name all of them rightly, and what was trained on then is the better guess.
    /// </summary>
    /// <param name="record">The epoch; without a metric, or with a loss that is not a number, it is never better.</param>
    public bool Improves(EpochRecord record)
    {
        if (double.IsNaN(Score(record)) || double.IsNaN(record.ValidationLoss))
        {
            return false;
        }

        if (Best is { Epoch: 0 } && record.Epoch > 0 && metric != StoppingMetric.Loss && Score(record) == Score(Best))
        {
            return true;
        }

        return Best is null || (Score(record), -record.ValidationLoss).CompareTo((Score(Best), -Best.ValidationLoss)) > 0;
    }

    /// <summary>Takes an epoch into account.</summary>
    /// <param name="record">The epoch, or the state before the first one.</param>
    public void Report(EpochRecord record)
    {
        var improves = Improves(record);
        Best = improves ? record : Best;
        // Before the first metric, or without validation images, nothing is better or worse, and no patience runs out.
        _epochsSinceBest = improves || Best is null ? 0 : _epochsSinceBest + 1;
    }

    private double Score(EpochRecord record) => metric switch
    {
        StoppingMetric.Loss => -record.ValidationLoss,
        StoppingMetric.MacroF1 => record.ValidationMacroF1,
        _ => record.ValidationAccuracy,
    };
}
