namespace MlNetCnn.Training;

/// <summary>Remembers the best epoch, and tells when too many passed since.</summary>
/// <param name="metric">What is compared.</param>
/// <param name="patience">Epochs that may be no better than the best one, at least 1.</param>
internal sealed class EarlyStopping(StoppingMetric metric, int patience)
{
    private int _sinceBest;

    /// <summary>The best epoch so far; the first one reported where none could be measured.</summary>
    public EpochRecord? Best { get; private set; }

    /// <summary>Whether training should end.</summary>
    public bool ShouldStop => _sinceBest >= patience;

    /// <summary>Whether an epoch is better than all before it.</summary>
    /// <param name="record">The epoch.</param>
    public bool Improves(EpochRecord record)
    {
        if (Best is null)
        {
            return true;
        }

        var (now, best) = (Rank(record), Rank(Best));
        return now.First > best.First || (now.First == best.First && now.Second > best.Second);
    }

    /// <summary>Takes an epoch in.</summary>
    /// <param name="record">The epoch.</param>
    public void Report(EpochRecord record)
    {
        // Without validation images nothing is better or worse, and no patience runs out.
        var unmeasured = double.IsNaN(record.ValidationLoss) && (Best is null || double.IsNaN(Best.ValidationLoss));
        (Best, _sinceBest) = Improves(record) ? (record, 0) : (Best, unmeasured ? 0 : _sinceBest + 1);
    }

    private (double First, double Second) Rank(EpochRecord record)
    {
        var loss = Number(-record.ValidationLoss);
        return metric switch
        {
            StoppingMetric.Accuracy => (Number(record.ValidationAccuracy), loss),
            StoppingMetric.MacroF1 => (Number(record.ValidationMacroF1), loss),
            _ => (loss, loss),
        };
    }

    private static double Number(double value) => double.IsNaN(value) ? double.NegativeInfinity : value;
}
