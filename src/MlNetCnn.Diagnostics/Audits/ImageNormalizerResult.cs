namespace MlNetCnn.Diagnostics;

/// <summary>The result of <see cref="ImageNormalizer"/>.</summary>
/// <param name="Written">The number of copies written.</param>
/// <param name="Kept">The number of copies that already existed and are newer than their images.</param>
/// <param name="Errors">The images that cannot be used, in the order of the dataset; they have no copy.</param>
public sealed record ImageNormalizerResult(int Written, int Kept, IReadOnlyList<ImageError> Errors);
