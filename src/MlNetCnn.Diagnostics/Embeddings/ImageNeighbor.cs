namespace MlNetCnn.Diagnostics;

/// <summary>A picture that is similar to another.</summary>
/// <param name="Path">The file.</param>
/// <param name="Similarity">The cosine of the angle between both feature vectors, -1..1; 1 for the same direction.</param>
public sealed record ImageNeighbor(string Path, float Similarity);
