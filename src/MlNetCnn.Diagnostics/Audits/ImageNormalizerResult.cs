namespace MlNetCnn.Diagnostics;

/// <summary>What <see cref="ImageNormalizer"/> did.</summary>
/// <param name="Written">Copies written.</param>
/// <param name="Kept">Copies that were there already and newer than their pictures.</param>
/// <param name="Errors">The pictures that cannot be used, in the order of the listing; they have no copy.</param>
public sealed record ImageNormalizerResult(int Written, int Kept, IReadOnlyList<ImageError> Errors);
