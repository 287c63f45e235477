namespace MlNetCnn.Scoring;

/// <summary>What a saved model says of labeled images.</summary>
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

    /// <summary>All images: usable or not, of classes that the model knows or not.</summary>
    public int Count => _images.Count + _errors.Count + _unknown.Count;

    /// <summary>The probabilities of each image that could be used and whose class the model knows.</summary>
    public IReadOnlyList<ScoredImage> Images => _images;

    /// <summary>Images that could not be used.</summary>
    public IReadOnlyList<ImageError> Errors => _errors;

    /// <summary>Images of which a stock ML.NET application sees other pixels.</summary>
    public MlNetDifferences MlNetDifferences => _mlNetDifferences.ToDifferences();

    /// <summary>Labels that the model has no class for, and how many images have them.</summary>
    public IReadOnlyDictionary<string, int> UnknownLabels => _unknownLabels;

    /// <summary>The error where too many images could not be used or have labels that the model does not know, else null.</summary>
    /// <param name="leftOut">Rows and files that the dataset left out, beside these images.</param>
    /// <param name="maxFraction">The largest part that may be so, 0..1.</param>
    public MlNetCnnException? FindTooManyUnusable(IReadOnlyList<ImageError> leftOut, double maxFraction) =>
        RejectionLimit.Find(Count, leftOut, [.. _errors, .. _unknown], maxFraction);

    /// <summary>The figures; images of labels that the model does not know count as wrong.</summary>
    /// <exception cref="MlNetCnnException">No image could be measured.</exception>
    public ClassificationReport CreateReport() =>
        _images.Count > 0
            ? ClassificationReport.Create(_classNames, _images, _unknownLabels)
            : throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataNothingToMeasure, $"0 usable of {DisplayText.Count(Count, "image")}",
                expected: $"images of the classes of the model: {DisplayText.List(_classNames)}",
                fix: "name the class folders or the labels as the model's classes are named");

    /// <summary>Scores every image whose label the model knows.</summary>
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
