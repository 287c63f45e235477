namespace MlNetCnn.Scoring;

/// <summary>A class and its probability according to a model.</summary>
/// <param name="Label">The class name.</param>
/// <param name="Probability">The probability, 0..1.</param>
public readonly record struct ClassProbability(string Label, float Probability);
