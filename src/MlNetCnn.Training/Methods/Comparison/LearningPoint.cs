namespace MlNetCnn.Training;

/// <summary>The validation accuracy of a network at a point in its training.</summary>
/// <param name="Seconds">The seconds since the first image was read.</param>
/// <param name="ValidationAccuracy">The fraction of validation images that are classified correctly, 0..1.</param>
public sealed record LearningPoint(double Seconds, double ValidationAccuracy);
