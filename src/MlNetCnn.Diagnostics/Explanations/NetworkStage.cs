namespace MlNetCnn.Diagnostics;

/// <summary>A part of a network between two places where it halves its feature maps.</summary>
/// <param name="Tensor">The last feature maps of the stage: those through which all that comes behind it passes, where there are such.</param>
/// <param name="Channels">How many maps these are.</param>
/// <param name="Height">Their height.</param>
/// <param name="Width">Their width.</param>
/// <param name="LayerCount">Layers with weights: convolutions and products of matrices.</param>
/// <param name="ParameterCount">Weights and biases.</param>
/// <param name="Operators">The operators, the most frequent first.</param>
public sealed record NetworkStage(
    string Tensor, int Channels, int Height, int Width, int LayerCount, long ParameterCount, IReadOnlyList<OperatorCount> Operators);
