namespace MlNetCnn.Evaluation;

/// <summary>A labeled image and the prediction of a classifier.</summary>
/// <param name="Path">The file.</param>
/// <param name="TrueClass">The true class, an index into the class names.</param>
/// <param name="Probabilities">The probability of each class, 0..1, in the order of the class names.</param>
public sealed record ScoredImage(string Path, int TrueClass, IReadOnlyList<float> Probabilities)
{
    /// <summary>The predicted class: the one with the highest probability, the first among equal ones.</summary>
    public int PredictedClass => IndexOfLargest(Probabilities);

    /// <summary>Whether the predicted class is the true class.</summary>
    public bool IsRight => PredictedClass == TrueClass;

    /// <summary>The probability of the predicted class, 0..1.</summary>
    public float Confidence => Probabilities[PredictedClass];

    /// <summary>The probability of the true class, 0..1.</summary>
    public float TrueProbability => Probabilities[TrueClass];

    /// <summary>The difference between the two highest probabilities, 0..1; 1 if there is only one class.</summary>
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
