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
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="MlNetCnnException">There are fewer than two classes, or too many images cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<TrainedClassifier> TrainAsync(
        DatasetSplits split, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        var clock = Stopwatch.StartNew();
        OptionChecks.Validate(_options);
        var factor = ResizeFactor.Resolve(_options.ResizeFactor, split, _backbone.InputWidth, _backbone.InputHeight, _options.Resize);
        var features = await LabeledFeatures.ExtractAsync(
            _backbone, split, _options.ToExtractorOptions(factor), _options.MaxRejectedFraction, progress, cancellationToken).ConfigureAwait(false);
        var extracted = clock.Elapsed.TotalSeconds;
        var classNames = split.Train.ClassNames;
        var threads = MachineResources.Threads(_options.Threads);
        var trainer = new LinearHeadTrainer(_options.Seed, threads);
        var head = await Task.Run(
            () => trainer.Fit(features.Table, features.Train, features.Validation, classNames.Count, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        var temperature = _options.Calibrate
            ? await Task.Run(() => trainer.FitTemperature(features.Table, features.Train, features.Validation, head, cancellationToken), cancellationToken).ConfigureAwait(false)
            : null;
        head = head with { Temperature = temperature?.Value ?? 1 };
        var trained = clock.Elapsed.TotalSeconds;

        var scored = features.Score(head, features.Test);
        var report = scored.Count == 0 ? null : ClassificationReport.Create(classNames, scored, split.UnknownTestLabels);
        var graph = GraphEditor.WithLinearHead(_backbone.FeatureGraph, head.Weights, head.Bias);
        temperature?.BakeInto(graph);
        var evaluated = clock.Elapsed.TotalSeconds;
        return new TrainedClassifier(graph, Card(split, report, factor) with { Temperature = temperature?.Value })
        {
            Calibration = temperature is null ? null : Calibration.Of(temperature, scored),
            Warnings = [.. split.Cautions, .. temperature?.Problem is { } problem ? [problem] : Array.Empty<string>()],
            Arithmetic = Processor.Arithmetic(threads),
            TestReport = report,
            TestImages = scored,
            MlNetDifferences = features.MlNetDifferences,
            Errors = [.. split.Errors, .. features.Table.Errors],
            Images = features.Images,
            Seconds = new TrainingSeconds(features.LoadSeconds, extracted - features.LoadSeconds, trained - extracted, evaluated - trained, evaluated),
            FeaturesFromCache = features.FromCache,
            CacheProblem = features.CacheProblem,
            TotalParameters = WeightFinder.ParameterCount(graph),
            TrainableParameters = head.Weights.Length + head.Bias.Length,
        };
    }

    private ModelCard Card(DatasetSplits split, ClassificationReport? report, double factor) =>
        ModelCard.Of("features", _backbone, split, report, _options.Seed, _backbone.Input(_options.Resize, factor), _options.Decoder.Background);
}
