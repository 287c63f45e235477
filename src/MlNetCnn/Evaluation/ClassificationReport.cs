namespace MlNetCnn.Evaluation;

/// <summary>
/// Provides the metrics of a classifier on a set of images.
/// </summary>
/// <remarks>
/// The predicted class of an image is the one with the highest score; among equal scores, the one that comes first in the class names,
/// for the first rank and for every other. Definitions agree with scikit-learn (<c>zero_division=0</c>) and, where it has them, with ML.NET.
/// Instances are immutable and thread-safe.
/// </remarks>
public sealed class ClassificationReport
{
    private readonly long[] _countByRank;

    /// <summary>Computes the metrics from counts.</summary>
    /// <param name="classNames">The classes.</param>
    /// <param name="confusion">The confusion matrix, not empty.</param>
    /// <param name="countByRank">The number of images whose true class ranked first, second and so on.</param>
    /// <param name="logLoss">The mean loss.</param>
    /// <param name="unknownLabels">Labels that are not among the classes, with image counts.</param>
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

    /// <summary>The number of evaluated images, including those of <see cref="UnknownLabels"/>.</summary>
    public int Count { get; }

    /// <summary>
    /// Labels that are not among the classes, with image counts. Such an image always counts as wrong in
    /// <see cref="Accuracy"/> and <see cref="TopKAccuracy"/>, and such a label counts as 0 in the macro averages; it does not affect the other
    /// metrics.
    /// </summary>
    public IReadOnlyDictionary<string, int> UnknownLabels { get; }

    /// <summary>The number of images with a label that is not among the classes.</summary>
    public int UnknownCount => UnknownLabels.Values.Sum();

    /// <summary>The fraction of correctly classified images, 0 to 1.</summary>
    public double Accuracy { get; }

    /// <summary>
    /// The 95 % confidence interval of the accuracy on an unlimited number of such images, 0 to 1: the Wilson interval ("Probable inference, the law of
    /// succession, and statistical inference", 1927), which also holds for few images and for fractions near 0 and 1.
    /// </summary>
    public ConfidenceInterval AccuracyInterval => ConfidenceInterval.Wilson(Accuracy, Count);

    /// <summary>The fraction of the most frequent class, 0 to 1: the accuracy of always predicting it, the baseline for a classifier.</summary>
    public double MajorityClassFraction { get; }

    /// <summary>The mean of the classes' F1, 0 to 1, over classes that occur among the labels or the predictions.</summary>
    public double MacroF1 { get; }

    /// <summary>The mean of the classes' recall, 0 to 1, over classes with images; also called balanced accuracy. Large classes weigh no more than
    /// small ones.</summary>
    public double MacroRecall { get; }

    /// <summary>
    /// The mean of -ln(score of the true class) over images whose label is a class, at least 0, in nats; scores are used as probabilities
    /// without normalization, clipped to 1e-15..1.
    /// </summary>
    public double LogLoss { get; }

    /// <summary>The metrics of each class, in the order of <see cref="ClassNames"/>.</summary>
    public IReadOnlyList<ClassMetrics> PerClass { get; }

    /// <summary>The confusion matrix.</summary>
    public ConfusionMatrix Confusion { get; }

    /// <summary>Computes the metrics from labels and scores.</summary>
    /// <param name="classNames">The classes, in the order of the scores.</param>
    /// <param name="labels">The true class of each image, an index into <paramref name="classNames"/>.</param>
    /// <param name="scores">One score per class for each image; <see cref="LogLoss"/> is only meaningful if they are probabilities.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">The numbers of labels, scores and classes do not match.</exception>
    /// <exception cref="MlNetCnnException">There are no images, or a score is NaN or infinity.</exception>
    public static ClassificationReport Create(IReadOnlyList<string> classNames, IReadOnlyList<int> labels, IReadOnlyList<float[]> scores)
    {
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(scores);
        if (labels.Count != scores.Count)
        {
            throw new ArgumentException($"Expected scores for {labels.Count} images, received them for {scores.Count}.", nameof(scores));
        }

        var builder = new ClassificationReportBuilder(classNames);
        for (var i = 0; i < labels.Count; i++)
        {
            builder.Add(labels[i], scores[i]);
        }

        return builder.Build();
    }

    /// <summary>Computes the metrics from scored images.</summary>
    /// <param name="classNames">The classes, in the order of the probabilities.</param>
    /// <param name="images">The images.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">An image does not have one probability per class, or its class does not exist.</exception>
    /// <exception cref="MlNetCnnException">There are no images, or a probability is NaN or infinity.</exception>
    public static ClassificationReport Create(IReadOnlyList<string> classNames, IReadOnlyList<ScoredImage> images) =>
        Create(classNames, images, new Dictionary<string, int>());

    /// <summary>Computes the metrics from scored images, where some images have labels that are not among the classes.</summary>
    /// <param name="classNames">The classes, in the order of the probabilities.</param>
    /// <param name="images">The images of these classes.</param>
    /// <param name="unknownLabels">The other labels, with image counts of at least 1; see <see cref="UnknownLabels"/>.</param>
    /// <returns>The report.</returns>
    /// <exception cref="ArgumentException">An image does not have one probability per class, or its class does not exist.</exception>
    /// <exception cref="MlNetCnnException">There are no images of these classes, or a probability is NaN or infinity.</exception>
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

    /// <summary>Returns the fraction of images whose true class is among the k classes with the highest scores, 0 to 1.</summary>
    /// <param name="k">The number of classes, at least 1; a number above the class count means all classes.</param>
    /// <returns>The fraction.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public double TopKAccuracy(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return _countByRank.Take(k).Sum() / (double)Count;
    }

    private static double Fraction(int part, int whole) => whole == 0 ? 0 : part / (double)whole;
}
