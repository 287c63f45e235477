using System.Diagnostics;

namespace MlNetCnn;

/// <summary>
/// Transfer learning by feature extraction: the backbone stays as it is, a linear head is fitted on what it sees, and both
/// become one graph.
/// </summary>
/// <remarks>Thread-safe: several trainings may run at once.</remarks>
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
        var threads = MachineResources.Threads(_options.Threads);
        var data = new HeadTrainingData(features.Table, features.Train, split.ClassNames.Count)
        {
            Validation = features.Validation, Seed = _options.Seed, Threads = threads,
        };
        return await Task.Run(
            () =>
            {
                var head = _options.Head.Fit(data, progress, cancellationToken);
                var temperature = _options.Calibrate ? FittedTemperature.Fit(_options.Head.MeasureHeldOut(head, data, cancellationToken)) : null;
                return new TrainedClassifierBuilder(split, features, clock)
                {
                    Graph = head.AppendTo(_backbone.FeatureGraph),
                    Card = ModelCard.Of("features", split, _options.Seed, _backbone, _options.Head, _backbone.Input(_options.Resize, factor),
                        _options.Decoder.Background),
                    Temperature = temperature,
                    LoadSeconds = features.LoadSeconds,
                    FeatureSeconds = extracted,
                    TrainableParameters = head.ParameterCount,
                    Arithmetic = Processor.Arithmetic(threads),
                }.Build(() => Score(head with { Temperature = temperature?.Value ?? 1 }, features));
            },
            cancellationToken).ConfigureAwait(false);

        static IReadOnlyList<ScoredImage> Score(FittedHead head, LabeledFeatures features) =>
        [
            .. features.Test.Rows.Zip(
                features.Test.Labels, (row, label) => new ScoredImage(features.Paths[row], label, head.Probabilities(features.Table.Row(row)))),
        ];
    }
}
