namespace MlNetCnn.Datasets;

/// <summary>How many images played which part.</summary>
/// <param name="Train">Images that were learned from.</param>
/// <param name="Validation">Images that steered.</param>
/// <param name="Test">Images that were only measured.</param>
/// <param name="Rejected">Images that were left out.</param>
public readonly record struct ImageCounts(int Train, int Validation, int Test, int Rejected);
