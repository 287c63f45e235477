namespace MlNetCnn.Diagnostics;

/// <summary>A picture as training sees it once.</summary>
/// <param name="Pixels">CHW, float32, RGB 0..255, of the input size.</param>
/// <param name="Changes">What was done to it, with the drawn parameters, for example <c>brightness x1.12</c>; empty where nothing was.</param>
public sealed record AugmentedVariant(float[] Pixels, IReadOnlyList<string> Changes);
