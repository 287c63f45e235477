namespace MlNetCnn.Training;

/// <summary>
/// The result of a learning-rate range test, which trains with increasing rates until the loss grows (Smith, "Cyclical learning rates for training
/// neural networks", 2017).
/// </summary>
/// <param name="Points">The steps, by increasing rate.</param>
/// <param name="Suggested">The rate at which the loss fell fastest; null if it never fell by more than the variation between batches.</param>
public sealed record LearningRateCurve(IReadOnlyList<LearningRatePoint> Points, double? Suggested)
{
    /// <summary>Returns a short description, for example <c>0.0125 suggested, 87 steps</c>.</summary>
    public override string ToString() => string.Create(
        System.Globalization.CultureInfo.InvariantCulture, $"{(Suggested is { } rate ? $"{rate:0.0e+0}" : "nothing")} suggested, {Points.Count} steps");

    /// <summary>The maximum number of steps.</summary>
    internal const int Steps = 100;

    /// <summary>Runs the range test.</summary>
    /// <param name="prepared">The training; its weights are invalid afterwards.</param>
    /// <param name="progress">Receives progress after each step, or null.</param>
    /// <param name="cancellationToken">Cancels the operation at the next step.</param>
    internal static LearningRateCurve Find(PreparedTraining prepared, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var finder = new LearningRateFinder(Steps);
        prepared.TryRates(finder, Steps, progress, cancellationToken);
        return new LearningRateCurve([.. finder.Curve], finder.Suggest());
    }
}
