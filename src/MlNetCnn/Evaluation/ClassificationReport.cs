namespace MlNetCnn.Evaluation;

/// <summary>
/// How well a classifier does on a set of pictures.
/// </summary>
/// <remarks>
/// The class that a picture is taken for is the one with the highest score; among equal scores the one that comes first in the class names,
/// for the first place and for every other. Definitions agree with scikit-learn's (<c>zero_division=0</c>) and, where it has them, ML.NET's.
/// Instances are immutable and thread-safe.
/// </remarks>
public sealed class ClassificationReport
{
    private readonly long[] _countByRank;

    /// <summary>Derives the figures from the counts.</summary>
    /// <param name="classNames">The classes.</param>
    /// <param name="confusion">The confusion matrix, not empty.</param>
    /// <param name="countByRank">For how many pictures the true class came in first, second and so on.</param>
    /// <param name="logLoss">The mean loss.</param>
    /// <param name="unknownLabels">Labels that are none of the classes, and how many pictures have them.</param>
    internal ClassificationReport(
        IReadOnlyList<string> classNames, ConfusionMatrix confusion, long[] countByRank, double logLoss, IReadOnlyDictionary<string, int> unknownLabels)
    {
        _countByRank = countByRank;
        UnknownLabels = unknownLabels;
        ClassNames = classNames;
        Confusion = confusion;
        LogLoss = logLoss;

        var support = new int[classNames.Count];
        var predicted = new int[classNames.Count];
        var hits = new int[classNames.Count];
        foreach (var (trueClass, predictedClass, count) in confusion.NonZero)
        {
            support[trueClass] += count;
            predicted[predictedClass] += count;
            hits[trueClass] += trueClass == predictedClass ? count : 0;
        }

        Count = support.Sum() + UnknownCount;
        Accuracy = hits.Sum() / (double)Count;
        MajorityClassFraction = support.Concat(unknownLabels.Values).Max() / (double)Count;
        PerClass = [.. classNames.Select((name, i) => new ClassMetrics(
            name, Fraction(hits[i], predicted[i]), Fraction(hits[i], support[i]), Fraction(2 * hits[i], predicted[i] + support[i]), support[i]))];
        var never = Enumerable.Repeat(0.0, unknownLabels.Count).ToArray();
        MacroF1 = PerClass.Where((_, i) => support[i] + predicted[i] > 0).Select(metrics => metrics.F1).Concat(never).Average();
        MacroRecall = PerClass.Where(metrics => metrics.Support > 0).Select(metrics => metrics.Recall).Concat(never).Average();
    }

    /// <summary>The classes, in the order of <see cref="PerClass"/> and <see cref="Confusion"/>.</summary>
    public IReadOnlyList<string> ClassNames { get; }

    /// <summary>How many pictures were measured, those of <see cref="UnknownLabels"/> included.</summary>
    public int Count { get; }

    /// <summary>
    /// Labels that are none of the classes, with their numbers of pictures. Whatever is answered, such a picture counts as wrong in
    /// <see cref="Accuracy"/> and <see cref="TopKAccuracy"/>, and such a label as one that is never found in the macro means; no other figure has a
    /// place for it.
    /// </summary>
    public IReadOnlyDictionary<string, int> UnknownLabels { get; }

    /// <summary>How many pictures have a label that is none of the classes.</summary>
    public int UnknownCount => UnknownLabels.Values.Sum();

    /// <summary>The share of pictures taken for their own class, 0 to 1.</summary>
    public double Accuracy { get; }

    /// <summary>
    /// Where the accuracy on endless pictures of this kind lies with 95 % confidence, 0 to 1: the interval of Wilson ("Probable inference, the law of
    /// succession, and statistical inference", 1927), which also holds for few pictures and for shares near 0 and 1.
    /// </summary>
    public ConfidenceInterval AccuracyInterval => ConfidenceInterval.Wilson(Accuracy, Count);

    /// <summary>The share of the most frequent class, 0 to 1: the accuracy of always answering it, which a classifier has to beat.</summary>
    public double MajorityClassFraction { get; }

    /// <summary>The mean of the classes' F1, 0 to 1, over classes that occur among the labels or the answers.</summary>
    public double MacroF1 { get; }

    /// <summary>The mean of the classes' recall, 0 to 1, over classes with pictures; also called balanced accuracy. Large classes weigh no more than
    /// small ones.</summary>
    public double MacroRecall { get; }

    /// <summary>
    /// The mean of -ln(score of the true class) over pictures that have one, at least 0, in nats; scores are taken as probabilities as they are,
    /// clipped to 1e-15..1.
    /// </summary>
    public double LogLoss { get; }

    /// <summary>The figures of each class, in the order of <see cref="ClassNames"/>.</summary>
    public IReadOnlyList<ClassMetrics> PerClass { get; }

    /// <summary>Which classes were taken for which.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>Measures answers against the truth.</summary>
    /// <param name="classNames">The classes, in the order of the scores.</param>
    /// <param name="labels">The true class of each picture, an index into <paramref name="classNames"/>.</param>
    /// <param name="scores">For each picture one score per class, probabilities if <see cref="LogLoss"/> is to mean something.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">The numbers of labels, scores and classes do not fit together.</exception>
    /// <exception cref="MlNetCnnException">There is no picture, or a score is no finite number.</exception>
    public static ClassificationReport Create(IReadOnlyList<string> classNames, IReadOnlyList<int> labels, IReadOnlyList<float[]> scores)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(scores);
        if (labels.Count != scores.Count)
        {
            throw new ArgumentException($"Expected scores for {labels.Count} pictures, received them for {scores.Count}.", nameof(scores));
        }

        var builder = new ClassificationReportBuilder(classNames);
        for (var i = 0; i < labels.Count; i++)
        {
            builder.Add(labels[i], scores[i]);
        }

        return builder.Build();
    }

    /// <summary>Measures answers against the truth.</summary>
    /// <param name="classNames">The classes, in the order of the probabilities.</param>
    /// <param name="images">The pictures.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">A picture has not one probability per class, or a class that there is not.</exception>
    /// <exception cref="MlNetCnnException">There is no picture, or a probability is no finite number.</exception>
    public static ClassificationReport Create(IReadOnlyList<string> classNames, IReadOnlyList<ScoredImage> images) =>
        Create(classNames, images, new Dictionary<string, int>());

    /// <summary>Measures answers against the truth, where some pictures have labels that are none of the classes.</summary>
    /// <param name="classNames">The classes, in the order of the probabilities.</param>
    /// <param name="images">The pictures of these classes.</param>
    /// <param name="unknownLabels">The other labels, with their numbers of pictures, each at least 1; see <see cref="UnknownLabels"/>.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">A picture has not one probability per class, or a class that there is not.</exception>
    /// <exception cref="MlNetCnnException">There is no picture of these classes, or a probability is no finite number.</exception>
    public static ClassificationReport Create(
        IReadOnlyList<string> classNames, IReadOnlyList<ScoredImage> images, IReadOnlyDictionary<string, int> unknownLabels)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentNullException.ThrowIfNull(unknownLabels);
        var builder = new ClassificationReportBuilder(classNames);
        foreach (var image in images)
        {
            builder.Add(image.TrueClass, image.Probabilities as float[] ?? [.. image.Probabilities]);
        }

        return builder.Build(unknownLabels);
    }

    /// <summary>The share of pictures whose own class is among the k classes with the highest scores, 0 to 1.</summary>
    /// <param name="k">How many classes, at least 1; more than there are classes counts as all of them.</param>
    /// <returns>The share.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double TopKAccuracy(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return _countByRank.Take(k).Sum() / (double)Count;
    }

    private static double Fraction(int part, int whole) => whole == 0 ? 0 : part / (double)whole;
}
