namespace MlNetCnn.Onnx;

/// <summary>A part of a network whose maps have one size. It begins at the place in front of its first maps where the fewest numbers pass, which
/// is where training of the stage begins.</summary>
/// <param name="Start">The first node.</param>
/// <param name="End">The node behind the last one.</param>
/// <param name="First">The first maps of its size; null in a network without maps.</param>
/// <param name="Last">Its last maps: those through which all that comes behind passes, where there are such; null in a network without maps.</param>
internal sealed record AnalyzedStage(int Start, int End, StageMaps? First, StageMaps? Last);
