namespace MlNetCnn.Features;

/// <summary>What is known of the images of a view's rows.</summary>
/// <param name="Extract">Runs the images through the network.</param>
/// <param name="Check">Decodes the images only, where nobody asks for their features: the row of each that is rejected, and why.</param>
/// <param name="Reject">Told once which images were rejected.</param>
[SharedInternal]
internal sealed record ImageRows(
    Func<IReadOnlyList<string>, FeatureTable> Extract,
    Func<IReadOnlyList<string>, IReadOnlyDictionary<int, ImageError>> Check,
    Action<IEnumerable<ImageError>> Reject);
