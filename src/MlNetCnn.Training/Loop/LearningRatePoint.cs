namespace MlNetCnn.Training;

/// <summary>One step of a <see cref="LearningRateFinder"/>.</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="Loss">The loss, smoothed over the steps before.</param>
internal readonly record struct LearningRatePoint(double Rate, double Loss);
