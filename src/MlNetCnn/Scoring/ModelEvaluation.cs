namespace MlNetCnn.Scoring;

/// <summary>The results of a saved model on labeled images.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class ModelEvaluation
{
    private readonly IReadOnlyList<string> _classNames;
    private readonly List<ScoredImage> _images = [];
    private readonly List<ImageError> _errors = [];
    private readonly MlNetDifferenceCounter _mlNetDifferences = new();
    private readonly SortedDictionary<string, int> _unknownLabels = new(StringComparer.Ordinal);
    private readonly List<ImageError> _unknown = [];

    private ModelEvaluation(IReadOnlyList<string> classNames) => _classNames = classNames;

    /// <summary>The number of all images, including rejected ones and those with unknown labels.</summary>
    public int Count => _images.Count + _errors.Count + _unknown.Count;

    /// <summary>The probabilities of each image that was decoded and whose label is a class of the model.</summary>
    public IReadOnlyList<ScoredImage> Images => _images;

    /// <summary>The images that were rejected.</summary>
    public IReadOnlyList<ImageError> Errors => _errors;

    /// <summary>The images for which a plain ML.NET application gets different pixels.</summary>
    public MlNetDifferences MlNetDifferences => _mlNetDifferences.ToDifferences();

    /// <summary>Labels that are not classes of the model, with image counts.</summary>
    public IReadOnlyDictionary<string, int> UnknownLabels => _unknownLabels;

    /// <summary>Returns an error if too many images were rejected or have unknown labels, otherwise null.</summary>
    /// <param name="leftOut">Rows and files that the dataset left out, in addition to these images.</param>
    /// <param name="maxFraction">The maximum fraction of such images, 0..1.</param>
    public MlNetCnnException? FindTooManyUnusable(IReadOnlyList<ImageError> leftOut, double maxFraction) =>
        RejectionLimit.Find(Count, leftOut, [.. _errors, .. _unknown], maxFraction);

    /// <summary>Computes the metrics; images with labels that are not classes of the model count as wrong.</summary>
    /// <exception cref="MlNetCnnException">No image could be evaluated.</exception>
    public ClassificationReport CreateReport() =>
        _images.Count > 0
            ? ClassificationReport.Create(_classNames, _images, _unknownLabels)
            : throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataNothingToMeasure, $"0 of {DisplayText.Count(Count, "image")} can be evaluated",
                expected: $"images of the classes of the model: {DisplayText.List(_classNames)}",
                fix: "rename the class folders or labels to match the classes of the model");

    /// <summary>Scores every image whose label is a class of the model.</summary>
    internal static async Task<ModelEvaluation> RunAsync(
        ImageClassifier classifier, IReadOnlyList<LabeledImage> images, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var evaluation = new ModelEvaluation(classifier.ClassNames);
        var known = evaluation.SetUnknownAside(images);
        var done = 0;
        await foreach (var prediction in classifier.PredictAsync(known.Select(image => image.Path), cancellationToken).ConfigureAwait(false))
        {
            evaluation.Add(prediction, known[done].Class);
            done++;
            progress?.Report(new TrainingProgress("evaluate", done, known.Count, "images"));
        }

        return evaluation;
    }

    private List<(string Path, int Class)> SetUnknownAside(IReadOnlyList<LabeledImage> images)
    {
        var indices = _classNames.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var known = new List<(string Path, int Class)>(images.Count);
        foreach (var image in images)
        {
            if (indices.TryGetValue(image.Label, out var index))
            {
                known.Add((image.Path, index));
            }
            else
            {
                _unknownLabels[image.Label] = _unknownLabels.GetValueOrDefault(image.Label) + 1;
                _unknown.Add(new ImageError(image.Path, ErrorCodes.LabelUnknown, $"the model has no class '{DisplayText.OneLine(image.Label)}'"));
            }
        }

        return known;
    }

    private void Add(ImagePrediction prediction, int label)
    {
        _mlNetDifferences.Add(prediction.Path, prediction.Traits, prediction.Error);
        if (prediction.Error is { } error)
        {
            _errors.Add(error);
            return;
        }

        _images.Add(new ScoredImage(prediction.Path, label, prediction.Scores));
    }
}
