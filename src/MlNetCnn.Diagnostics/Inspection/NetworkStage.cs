namespace MlNetCnn.Diagnostics;

/// <summary>A part of a network whose maps have one size, as fine-tuning counts stages: it begins at the place in front of its first maps where
/// the fewest numbers pass.</summary>
/// <param name="StartTensor">The first maps of the stage's size.</param>
/// <param name="EndTensor">The last feature maps of the stage: those through which all that comes behind it passes, where there are such. Training from
/// this tensor on trains the stages behind this one.</param>
/// <param name="Channels">How many maps the last ones are.</param>
/// <param name="Height">Their height.</param>
/// <param name="Width">Their width.</param>
/// <param name="LayerCount">Layers with weights: convolutions and products of matrices.</param>
/// <param name="ParameterCount">Weights and biases.</param>
/// <param name="Operators">The operators, the most frequent first.</param>
public sealed record NetworkStage(
    string StartTensor, string EndTensor, int Channels, int Height, int Width, int LayerCount, long ParameterCount, IReadOnlyList<OperatorCount> Operators);
