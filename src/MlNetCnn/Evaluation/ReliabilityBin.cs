namespace MlNetCnn.Evaluation;

/// <summary>The pictures whose confidence lies in one range.</summary>
/// <param name="Low">Where the range begins, 0..1; not part of it.</param>
/// <param name="High">Where it ends, 0..1; part of it.</param>
/// <param name="Count">How many pictures.</param>
/// <param name="Confidence">Their mean confidence, 0..1; not a number where there are none.</param>
/// <param name="Accuracy">The share of them that was taken for the right class, 0..1; not a number where there are none.</param>
public readonly record struct ReliabilityBin(double Low, double High, int Count, double Confidence, double Accuracy);
