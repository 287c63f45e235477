namespace MlNetCnn.Training;

/// <summary>
/// What a search for the learning rate found: it trained with rates that rise from step to step, until the loss grew (Smith, "Cyclical learning
/// rates for training neural networks", 2017).
/// </summary>
/// <param name="Points">The steps, by rising rates.</param>
/// <param name="Suggested">The rate where the loss fell fastest; null where it never fell by more than batches differ.</param>
public sealed record LearningRateCurve(IReadOnlyList<LearningRatePoint> Points, double? Suggested)
{
    /// <summary>For example <c>0.0125 suggested, 87 steps</c>.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{(Suggested is { } rate ? $"{rate:0.0e+0}" : "nothing")} suggested, {Points.Count} steps");

    /// <summary>The steps that a search takes at most.</summary>
    internal const int Steps = 100;

    /// <summary>Searches.</summary>
    /// <param name="prepared">The training; of no use afterwards.</param>
    /// <param name="progress">Told after each step, or null.</param>
    /// <param name="cancellationToken">Stops at the next step.</param>
    internal static LearningRateCurve Find(PreparedTraining prepared, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var finder = new LearningRateFinder(Steps);
        prepared.TryRates(finder, Steps, progress, cancellationToken);
        return new LearningRateCurve([.. finder.Curve], finder.Suggest());
    }
}
