namespace MlNetCnn.Evaluation;

/// <summary>A cell of a confusion matrix.</summary>
/// <param name="True">The class that images are of, an index into the class names: the row.</param>
/// <param name="Predicted">The class that was predicted, an index into the class names: the column.</param>
/// <param name="Count">How many images.</param>
public readonly record struct ConfusionCell(int True, int Predicted, int Count);
