namespace MlNetCnn.Models;

/// <summary>The wall-clock time of each step of a training, in seconds.</summary>
/// <param name="Load">Loading the backbone.</param>
/// <param name="Features">Decoding the images and running the backbone.</param>
/// <param name="Train">Fitting.</param>
/// <param name="Evaluate">Evaluating the test images.</param>
/// <param name="Total">The whole training.</param>
public readonly record struct TrainingSeconds(double Load, double Features, double Train, double Evaluate, double Total);
