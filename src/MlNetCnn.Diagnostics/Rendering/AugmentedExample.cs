namespace MlNetCnn.Diagnostics;

/// <summary>A picture and what augmentation makes of it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Original">The picture as evaluation sees it: CHW, float32, RGB 0..255, of the input size; empty after a fault.</param>
/// <param name="Variants">The picture as training sees it, epoch after epoch; empty after a fault.</param>
/// <param name="Error">Why the file was rejected, or null.</param>
public sealed record AugmentedExample(string Path, float[] Original, IReadOnlyList<AugmentedVariant> Variants, ImageError? Error);
