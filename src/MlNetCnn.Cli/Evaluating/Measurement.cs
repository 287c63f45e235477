namespace MlNetCnn.Cli;

/// <summary>What a model said of labelled photos.</summary>
internal sealed class Measurement
{
    private readonly List<ScoredImage> _images = [];
    private readonly List<ImageError> _errors = [];
    private readonly MlNetDifferenceCounter _mlNetDifferences = new();
    private readonly SortedDictionary<string, int> _unknownLabels = new(StringComparer.Ordinal);
    private readonly List<ImageError> _unknown = [];

    private Measurement()
    {
    }

    /// <summary>All photos: usable or not, of classes that the model knows or not.</summary>
    public int Count => _images.Count + _errors.Count + _unknown.Count;

    /// <summary>What was said of each photo that could be used.</summary>
    public IReadOnlyList<ScoredImage> Images => _images;

    /// <summary>Photos that could not be used.</summary>
    public IReadOnlyList<ImageError> Errors => _errors;

    /// <summary>Photos of which a stock ML.NET application sees other pixels.</summary>
    public MlNetDifferences MlNetDifferences => _mlNetDifferences.ToDifferences();

    /// <summary>Labels that the model has no class for, and how many photos have them.</summary>
    public IReadOnlyDictionary<string, int> UnknownLabels => _unknownLabels;

    /// <summary>Scores every photo whose label the model knows.</summary>
    public static async Task<Measurement> RunAsync(
        ImageClassifier classifier, IReadOnlyList<LabeledImage> images, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var measurement = new Measurement();
        var known = measurement.SetUnknownAside(images, classifier.ClassNames);
        var done = 0;
        await foreach (var prediction in classifier.PredictAsync(known.Select(image => image.Path), cancellationToken))
        {
            measurement.Add(prediction, known[done].Class);
            done++;
            progress?.Report(new TrainingProgress("evaluate", done, known.Count, "photos"));
        }

        return measurement;
    }

    /// <summary>The error where too many photos could not be used or have labels that the model does not know, else null.</summary>
    /// <param name="leftOut">Rows and files that the listing left out, beside these photos.</param>
    /// <param name="maxFraction">The largest part that may be so, 0..1.</param>
    public MlNetCnnException? FindTooManyUnusable(IReadOnlyList<ImageError> leftOut, double maxFraction) =>
        RejectionLimit.Find(Count, leftOut, [.. _errors, .. _unknown], maxFraction);

    /// <summary>Turns what was said into figures; photos of labels that the model does not know count as wrong.</summary>
    /// <exception cref="MlNetCnnException">No photo could be measured.</exception>
    public ClassificationReport CreateReport(IReadOnlyList<string> classNames) =>
        _images.Count > 0
            ? ClassificationReport.Create(classNames, _images, _unknownLabels)
            : throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataNothingToMeasure,
                $"0 usable of {DisplayText.Count(Count, "photo")}",
                expected: $"photos of the classes of the model: {DisplayText.List(classNames)}",
                fix: "name the class folders or the labels as the model's classes are named");

    private List<(string Path, int Class)> SetUnknownAside(IReadOnlyList<LabeledImage> images, IReadOnlyList<string> classNames)
    {
        var indices = classNames.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
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
