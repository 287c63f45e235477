namespace MlNetCnn.Training;

/// <summary>One step of a learning-rate range test.</summary>
/// <param name="Rate">The learning rate.</param>
/// <param name="Loss">The loss, smoothed over the preceding steps.</param>
public readonly record struct LearningRatePoint(double Rate, double Loss);
