namespace MlNetCnn.Evaluation;

/// <summary>A labelled picture and what a classifier said of it.</summary>
/// <param name="Path">The file.</param>
/// <param name="TrueClass">The class it is of, an index into the class names.</param>
/// <param name="Probabilities">The probability of each class, 0..1, in the order of the class names.</param>
public sealed record ScoredImage(string Path, int TrueClass, IReadOnlyList<float> Probabilities)
{
    /// <summary>The class it was taken for: the one with the highest probability, of equal ones the first.</summary>
    public int PredictedClass => IndexOfLargest(Probabilities);

    /// <summary>Whether it was taken for the class it is of.</summary>
    public bool IsRight => PredictedClass == TrueClass;

    /// <summary>The probability of the class it was taken for, 0..1.</summary>
    public float Confidence => Probabilities[PredictedClass];

    /// <summary>The probability of the class it is of, 0..1.</summary>
    public float TrueProbability => Probabilities[TrueClass];

    /// <summary>How far the most probable class is ahead of the next one, 0..1; 1 where there is no other.</summary>
    public float Margin
    {
        get
        {
            var best = PredictedClass;
            return Probabilities.Count == 1 ? 1 : Probabilities[best] - Probabilities.Where((_, index) => index != best).Max();
        }
    }

    private static int IndexOfLargest(IReadOnlyList<float> values)
    {
        var best = 0;
        for (var i = 1; i < values.Count; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }
}
