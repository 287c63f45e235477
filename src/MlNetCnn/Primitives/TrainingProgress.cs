namespace MlNetCnn;

/// <summary>How far a piece of long work is.</summary>
/// <param name="Stage">What is being done, for example <c>features</c>.</param>
/// <param name="Done">Units done so far in this stage, at least 0.</param>
/// <param name="Total">Units in this stage, or null where that is not known beforehand.</param>
/// <param name="Unit">What is counted, for example <c>images</c>.</param>
public readonly record struct TrainingProgress(string Stage, long Done, long? Total, string Unit)
{
    /// <summary>How long the whole of a training, or of the fits of a head, will still take at most, as far as that can be told by what was done so
    /// far.</summary>
    /// <value>Null where nothing is known yet.</value>
    public TimeSpan? Remaining { get; init; }

    /// <summary>What the epoch gave that has just ended; the stage is <c>training</c> then, and its units are epochs.</summary>
    /// <value>Null in all other reports.</value>
    public EpochRecord? Epoch { get; init; }

    /// <summary>The epoch whose weights would be kept now.</summary>
    /// <value>Null without validation images, and where <see cref="Epoch"/> is null.</value>
    public EpochRecord? BestEpoch { get; init; }

    /// <summary>For example <c>features: 120 of 300 images</c>, or what the epoch gave.</summary>
    public override string ToString() => Epoch is { } epoch
        ? BestEpoch is { } best && best != epoch ? $"{epoch}; kept so far epoch {best.Epoch}" : $"{epoch}{(BestEpoch is null ? "" : "; kept so far")}"
        : $"{Stage}: {Done}{(Total is { } total ? $" of {total}" : "")} {Unit}";
}
