namespace MlNetCnn.Training;

/// <summary>The end of an epoch, at which <see cref="TrainingOptions.OnEpochEnd"/> can intervene.</summary>
/// <remarks>Not thread-safe: use it only on the training thread.</remarks>
public sealed class EpochEnd
{
    private readonly double _scheduled;

    internal EpochEnd(EpochRecord record, EpochRecord? best, int epochs, double scheduled) =>
        (Record, Best, Epochs, _scheduled, LearningRate) = (record, best, epochs, scheduled, scheduled);

    /// <summary>The results of the epoch.</summary>
    public EpochRecord Record { get; }

    /// <summary>The epoch whose weights would be kept now; null without validation images.</summary>
    public EpochRecord? Best { get; }

    /// <summary>The maximum number of epochs.</summary>
    public int Epochs { get; }

    /// <summary>
    /// The highest learning rate of the next epoch; in fine-tuning that of the head, with those of other layers in proportion. If set, it applies to
    /// the whole next epoch; after that the schedule continues, unless it is set again. Above 0 and at most 10.
    /// </summary>
    /// <value>The rate with which the schedule begins the next epoch.</value>
    /// <exception cref="ArgumentOutOfRangeException">The value is out of range.</exception>
    public double LearningRate
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 10);
            field = double.IsNaN(value) ? throw new ArgumentOutOfRangeException(nameof(value), value, null) : value;
        }
    }

    /// <summary>Whether training stops here, as if this had been the last epoch.</summary>
    /// <value>False.</value>
    public bool Stop { get; set; }

    /// <summary>The rate that was set, or null.</summary>
    internal double? NextRate => LearningRate == _scheduled ? null : LearningRate;
}
