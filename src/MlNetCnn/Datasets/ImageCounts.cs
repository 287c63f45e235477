namespace MlNetCnn.Datasets;

/// <summary>The number of images in each split.</summary>
/// <param name="Train">Training images.</param>
/// <param name="Validation">Validation images.</param>
/// <param name="Test">Test images.</param>
/// <param name="Rejected">Images that were left out.</param>
public readonly record struct ImageCounts(int Train, int Validation, int Test, int Rejected);
