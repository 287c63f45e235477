namespace MlNetCnn.Backbones;

/// <summary>A tensor of a network that can be taken as the features.</summary>
/// <param name="Tensor">The tensor's name.</param>
/// <param name="Shape">Its shape without the number of images: [F], or [F, height, width] for a map, which is averaged.</param>
public sealed record FeatureCandidate(string Tensor, IReadOnlyList<long> Shape)
{
    /// <summary>How many features it gives.</summary>
    public long FeatureCount => Shape[0];

    /// <summary>For example <c>'pool' [N, 1280, 1, 1]</c>.</summary>
    public override string ToString() => $"'{Tensor}' [N, {string.Join(", ", Shape)}]";
}
