namespace MlNetCnn.Evaluation;

/// <summary>A cell of a confusion matrix.</summary>
/// <param name="True">The true class, an index into the class names: the row.</param>
/// <param name="Predicted">The predicted class, an index into the class names: the column.</param>
/// <param name="Count">The number of images.</param>
public readonly record struct ConfusionCell(int True, int Predicted, int Count);
