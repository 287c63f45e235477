namespace MlNetCnn;

/// <summary>The progress of a long operation.</summary>
/// <param name="Stage">The current stage, for example <c>features</c>.</param>
/// <param name="Done">The number of units finished in this stage, at least 0.</param>
/// <param name="Total">The number of units in this stage, or null if it is not known in advance.</param>
/// <param name="Unit">The unit, for example <c>images</c>.</param>
public readonly record struct TrainingProgress(string Stage, long Done, long? Total, string Unit)
{
    /// <summary>The estimated maximum remaining time of the training, or of the fits of a head.</summary>
    /// <value>Null if nothing is known yet.</value>
    public TimeSpan? Remaining { get; init; }

    /// <summary>The results of the epoch that just ended; the stage is then <c>training</c>, and the unit is epochs.</summary>
    /// <value>Null in all other reports.</value>
    public EpochRecord? Epoch { get; init; }

    /// <summary>The best epoch so far, whose weights would be kept.</summary>
    /// <value>Null without validation images, and if <see cref="Epoch"/> is null.</value>
    public EpochRecord? BestEpoch { get; init; }

    /// <summary>Returns a summary, for example <c>features: 120 of 300 images</c>, or the results of the epoch.</summary>
    public override string ToString() => Epoch is { } epoch
        ? BestEpoch is { } best && best != epoch ? $"{epoch}; best so far: epoch {best.Epoch}" : $"{epoch}{(BestEpoch is null ? "" : "; best so far")}"
        : $"{Stage}: {Done}{(Total is { } total ? $" of {total}" : "")} {Unit}";
}
