namespace MlNetCnn.Diagnostics;

/// <summary>An image that is similar to another.</summary>
/// <param name="Path">The file.</param>
/// <param name="Similarity">The cosine of the angle between the feature vectors, -1..1; 1 for the same direction.</param>
public sealed record ImageNeighbor(string Path, float Similarity);
