namespace MlNetCnn.Training;

/// <summary>A network that can be built for any number of classes.</summary>
/// <param name="Name">How it is called.</param>
/// <param name="Build">Builds it with fresh weights: input <c>image</c> [N, C, H, W], output <c>logits</c>.</param>
internal sealed record CnnSource(string Name, Func<int, CnnTrainingOptions, OnnxGraph> Build);
