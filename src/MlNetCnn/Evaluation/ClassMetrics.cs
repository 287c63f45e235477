namespace MlNetCnn.Evaluation;

/// <summary>How well one class is told apart. A share of nothing counts as 0.</summary>
/// <param name="Name">The class.</param>
/// <param name="Precision">Of the pictures taken for this class, the share that is of it, 0 to 1.</param>
/// <param name="Recall">Of the pictures of this class, the share taken for it, 0 to 1.</param>
/// <param name="F1">The harmonic mean of precision and recall, 0 to 1.</param>
/// <param name="Support">How many pictures of this class were measured.</param>
public sealed record ClassMetrics(string Name, double Precision, double Recall, double F1, int Support)
{
    /// <summary>Whether a picture of the class was measured; without one, the figures say nothing of it.</summary>
    public bool IsMeasured => Support > 0;
}
