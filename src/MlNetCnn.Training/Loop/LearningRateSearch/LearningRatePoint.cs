namespace MlNetCnn.Training;

/// <summary>One step of a search for the learning rate.</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="Loss">The loss, smoothed over the steps before.</param>
public readonly record struct LearningRatePoint(double Rate, double Loss);
