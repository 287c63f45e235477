namespace MlNetCnn.Diagnostics;

/// <summary>An image and its augmented variants.</summary>
/// <param name="Path">The file.</param>
/// <param name="Original">The image as evaluation sees it: CHW, float32, RGB 0..255, in the input size; empty after an error.</param>
/// <param name="Variants">The image as training sees it, one variant per epoch; empty after an error.</param>
/// <param name="Error">The reason why the file was rejected, or null.</param>
public sealed record AugmentedExample(string Path, float[] Original, IReadOnlyList<AugmentedVariant> Variants, ImageError? Error);
