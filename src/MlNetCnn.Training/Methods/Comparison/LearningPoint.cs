namespace MlNetCnn.Training;

/// <summary>How well a network did at one time of its training.</summary>
/// <param name="Seconds">Since the first picture was read.</param>
/// <param name="ValidationAccuracy">The share of validation pictures that is classified right, 0..1.</param>
public sealed record LearningPoint(double Seconds, double ValidationAccuracy);
