namespace MlNetCnn.Diagnostics;

/// <summary>An augmented variant of an image.</summary>
/// <param name="Pixels">CHW, float32, RGB 0..255, in the input size.</param>
/// <param name="Changes">The applied changes with their sampled parameters, for example <c>brightness x1.12</c>; empty for an unchanged image.</param>
public sealed record AugmentedVariant(float[] Pixels, IReadOnlyList<string> Changes);
