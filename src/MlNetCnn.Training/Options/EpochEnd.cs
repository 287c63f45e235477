namespace MlNetCnn.Training;

/// <summary>The end of an epoch, where <see cref="TrainingOptions.OnEpochEnd"/> may step in.</summary>
/// <remarks>Not thread-safe: it belongs to the thread that trains.</remarks>
public sealed class EpochEnd
{
    private readonly double _scheduled;

    internal EpochEnd(EpochRecord record, EpochRecord? best, int epochs, double scheduled) =>
        (Record, Best, Epochs, _scheduled, LearningRate) = (record, best, epochs, scheduled, scheduled);

    /// <summary>What the epoch gave.</summary>
    public EpochRecord Record { get; }

    /// <summary>The epoch whose weights would be kept now; null without validation images.</summary>
    public EpochRecord? Best { get; }

    /// <summary>How many epochs there are at most.</summary>
    public int Epochs { get; }

    /// <summary>
    /// The highest learning rate of the next epoch, in fine-tuning that of the head, with those of other layers in proportion. Set it and the
    /// whole of the next epoch has it; after that the schedule goes on, unless it is set again. Above 0 and at most 10.
    /// </summary>
    /// <value>The rate that the schedule begins the next epoch with.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is set to anything else.</exception>
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

    /// <summary>Whether training ends here, as if this had been the last epoch.</summary>
    /// <value>False.</value>
    public bool Stop { get; set; }

    /// <summary>The rate that was set, or null.</summary>
    internal double? NextRate => LearningRate == _scheduled ? null : LearningRate;
}
