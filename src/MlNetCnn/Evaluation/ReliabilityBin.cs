namespace MlNetCnn.Evaluation;

/// <summary>The images whose confidence is in one range.</summary>
/// <param name="Low">The exclusive start of the range, 0..1.</param>
/// <param name="High">The inclusive end of the range, 0..1.</param>
/// <param name="Count">The number of images.</param>
/// <param name="Confidence">Their mean confidence, 0..1; NaN without images.</param>
/// <param name="Accuracy">The fraction of them that is classified correctly, 0..1; NaN without images.</param>
public readonly record struct ReliabilityBin(double Low, double High, int Count, double Confidence, double Accuracy);
