using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn.Heads;

/// <summary>The logits of an image that the head was not fitted on.</summary>
/// <param name="Label">Its class, 0-based.</param>
/// <param name="Logits">The logit of each class.</param>
[Experimental("MLNETCNN001")]
public readonly record struct HeldOutLogits(int Label, double[] Logits);
