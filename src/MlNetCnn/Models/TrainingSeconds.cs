namespace MlNetCnn.Models;

/// <summary>Seconds of wall clock that each step took.</summary>
/// <param name="Load">Making the backbone ready.</param>
/// <param name="Features">Decoding the images and running the backbone.</param>
/// <param name="Train">Fitting.</param>
/// <param name="Evaluate">Measuring on the test images.</param>
/// <param name="Total">All of it.</param>
public readonly record struct TrainingSeconds(double Load, double Features, double Train, double Evaluate, double Total);
