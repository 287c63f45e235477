namespace MlNetCnn;

/// <summary>How far a piece of long work is.</summary>
/// <param name="Stage">What is being done, for example <c>features</c>.</param>
/// <param name="Done">Units done so far in this stage, at least 0.</param>
/// <param name="Total">Units in this stage, or null where that is not known beforehand.</param>
/// <param name="Unit">What is counted, for example <c>images</c>.</param>
public readonly record struct TrainingProgress(string Stage, long Done, long? Total, string Unit);
