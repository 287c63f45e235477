using System.Diagnostics;

namespace MlNetCnn;

/// <summary>
/// Transfer learning by feature extraction: the backbone stays as it is, a linear head is fitted on what it sees, and both
/// become one graph.
/// </summary>
/// <param name="backbone">The network.</param>
/// <param name="options">How to train, or null for the defaults.</param>
public sealed class FeatureTrainer(Backbone backbone, FeatureTrainingOptions? options = null)
{
    private readonly Backbone _backbone = backbone ?? throw new ArgumentNullException(nameof(backbone));
    private readonly FeatureTrainingOptions _options = options ?? new FeatureTrainingOptions();

    /// <summary>
    /// Trains on the training images, chooses the regularisation on the validation images, and measures on the test images,
    /// which have no part in either.
    /// </summary>
    /// <param name="split">The images and the part that each plays; validation and test may be empty.</param>
    /// <param name="progress">Told of each step, or null.</param>
    /// <param name="token">Stops the work.</param>
    /// <exception cref="MlNetCnnException">There are fewer than two classes, or too many images cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<TrainedClassifier> TrainAsync(
        ImageSplit split, IProgress<TrainingProgress>? progress = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        split.Train.RequireTrainable();
        var clock = Stopwatch.StartNew();
        using var extractor = new FeatureExtractor(_backbone, _options.ToExtractorOptions());
        var load = clock.Elapsed.TotalSeconds;

        string[] paths = [.. split.Train.Concat(split.Validation).Concat(split.Test).Select(image => image.Path)];
        var table = await extractor.ExtractAsync(paths, progress, token).ConfigureAwait(false);
        RejectionLimit.Check(paths.Length, table.Faults, _options.MaxRejectedFraction);
        var features = clock.Elapsed.TotalSeconds;

        var classNames = split.Train.ClassNames;
        var train = Usable(table, split.Train, 0, classNames);
        var validation = Usable(table, split.Validation, split.Train.Count, classNames);
        var test = Usable(table, split.Test, split.Train.Count + split.Validation.Count, classNames);
        RequireEveryClass(train, classNames);
        var threads = _options.Threads == 0 ? Environment.ProcessorCount : _options.Threads;
        var head = await Task.Run(
            () => new LinearHeadTrainer(_options.Seed, threads).Fit(table, train, validation, classNames.Count, progress, token), token)
            .ConfigureAwait(false);
        var trained = clock.Elapsed.TotalSeconds;

        var report = test.Count == 0
            ? null
            : ClassificationReport.Create(classNames, test.Labels, [.. test.Rows.Select(row => head.Probabilities(table.Row(row)))]);
        var graph = GraphSurgery.WithLinearHead(_backbone.FeatureGraph, head.Weights, head.Bias);
        var evaluated = clock.Elapsed.TotalSeconds;
        return new TrainedClassifier(graph, Card(split, report))
        {
            TestReport = report,
            StockDifferences = StockDifferences.Of(paths, table.Traits, table.Fault),
            Faults = [.. split.Faults, .. table.Faults],
            Images = new ImageCounts(train.Count, validation.Count, test.Count, table.Faults.Count),
            Seconds = new TrainingSeconds(load, features - load, trained - features, evaluated - trained, evaluated),
            FeaturesFromCache = extractor.FromCacheCount,
            CacheProblem = extractor.CacheProblem,
            TotalParameters = ParameterCounter.Count(graph),
            TrainableParameters = head.Weights.Length + head.Bias.Length,
        };
    }

    /// <summary>The rows of a part that were not rejected and whose class was learned.</summary>
    private static LabeledRows Usable(FeatureTable table, ImageListing part, int firstRow, IReadOnlyList<string> classNames)
    {
        var indexByName = classNames.Select((name, index) => (name, index)).ToDictionary(c => c.name, c => c.index, StringComparer.Ordinal);
        var rows = new List<int>();
        var labels = new List<int>();
        for (var i = 0; i < part.Count; i++)
        {
            if (table.Fault(firstRow + i) is null && indexByName.TryGetValue(part[i].Label, out var label))
            {
                rows.Add(firstRow + i);
                labels.Add(label);
            }
        }

        return new LabeledRows(rows, labels);
    }

    private static void RequireEveryClass(LabeledRows train, IReadOnlyList<string> classNames)
    {
        var missing = Enumerable.Range(0, classNames.Count).Except(train.Labels).Select(index => $"'{classNames[index]}'").ToArray();
        if (missing.Length > 0)
        {
            throw new MlNetCnnException(
                FaultKind.Data, "DATA_CLASS_UNUSABLE", "every training image of a class was rejected",
                expected: "at least one usable image in each class", received: $"none in {string.Join(", ", missing)}",
                fix: "repair or replace the images of that class, or remove the class");
        }
    }

    private ModelCard Card(ImageSplit split, ClassificationReport? report) => new()
    {
        ClassNames = split.Train.ClassNames,
        Method = "features",
        Backbone = _backbone.Name,
        BackboneSha256 = _backbone.Sha256,
        Licence = _backbone.Licence,
        Preprocessing = _backbone.Preprocessing.ToString(),
        InputWidth = _backbone.InputWidth,
        InputHeight = _backbone.InputHeight,
        Resize = _options.Resize,
        Background = _options.Decoder.Background,
        Seed = _options.Seed,
        DataFingerprint = split.Fingerprint,
        Metrics = report is null
            ? new Dictionary<string, double>()
            : new Dictionary<string, double>
            {
                ["accuracy"] = report.Accuracy,
                ["macroF1"] = report.MacroF1,
                ["logLoss"] = report.LogLoss,
            },
    };
}
