namespace MlNetCnn.Diagnostics;

/// <summary>A part of a network whose maps have the same size, as fine-tuning counts stages. It begins where the fewest values pass before its
/// first maps.</summary>
/// <param name="StartTensor">The first maps of the stage's size.</param>
/// <param name="EndTensor">The last feature maps of the stage; if possible, a tensor that all later layers depend on. Training from this tensor
/// on trains the stages after this one.</param>
/// <param name="Channels">The number of the last maps.</param>
/// <param name="Height">The height of the last maps.</param>
/// <param name="Width">The width of the last maps.</param>
/// <param name="LayerCount">The number of layers with weights: convolutions and matrix products.</param>
/// <param name="ParameterCount">The number of weights and biases.</param>
/// <param name="Operators">The operators, the most frequent first.</param>
public sealed record NetworkStage(
    string StartTensor, string EndTensor, int Channels, int Height, int Width, int LayerCount, long ParameterCount, IReadOnlyList<OperatorCount> Operators);
