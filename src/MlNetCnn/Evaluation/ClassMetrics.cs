namespace MlNetCnn.Evaluation;

/// <summary>The metrics of one class. A fraction with denominator 0 counts as 0.</summary>
/// <param name="Name">The class.</param>
/// <param name="Precision">The fraction of the images predicted as this class that belong to it, 0 to 1.</param>
/// <param name="Recall">The fraction of the images of this class that are predicted as it, 0 to 1.</param>
/// <param name="F1">The harmonic mean of precision and recall, 0 to 1.</param>
/// <param name="Support">The number of evaluated images of this class.</param>
public sealed record ClassMetrics(string Name, double Precision, double Recall, double F1, int Support)
{
    /// <summary>Whether images of the class were evaluated; otherwise the metrics are meaningless.</summary>
    public bool IsMeasured => Support > 0;
}
