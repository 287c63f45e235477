namespace MlNetCnn.Backbones;

/// <summary>A tensor of a network that can be used as the features.</summary>
/// <param name="Tensor">The tensor's name.</param>
/// <param name="Shape">Its shape without the batch dimension: [F], or [F, height, width] for a map, which is averaged.</param>
public sealed record FeatureCandidate(string Tensor, IReadOnlyList<long> Shape)
{
    /// <summary>The number of features.</summary>
    public long FeatureCount => Shape[0];

    /// <summary>Returns text such as <c>'pool' [N, 1280, 1, 1]</c>.</summary>
    public override string ToString() => $"'{Tensor}' [N, {string.Join(", ", Shape)}]";
}
