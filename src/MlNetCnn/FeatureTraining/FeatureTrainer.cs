using System.Diagnostics;

namespace MlNetCnn;

/// <summary>
/// Performs transfer learning by feature extraction: the backbone stays unchanged, a linear head is fitted on its features, and both
/// become one graph.
/// </summary>
/// <remarks>Thread-safe: several trainings may run at once.</remarks>
/// <param name="backbone">The network.</param>
/// <param name="options">The training options, or null for the defaults.</param>
public sealed class FeatureTrainer(Backbone backbone, FeatureTrainingOptions? options = null)
{
    private readonly Backbone _backbone = backbone ?? throw new ArgumentNullException(nameof(backbone));
    private readonly FeatureTrainingOptions _options = options ?? new FeatureTrainingOptions();

    /// <summary>
    /// Trains on the training images, selects the regularization on the validation images, and evaluates on the test images,
    /// which are used for neither.
    /// </summary>
    /// <param name="split">The splits of the images; validation and test may be empty.</param>
    /// <param name="progress">Receives the progress, or null.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="MlNetCnnException">There are fewer than two classes, or too many images cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
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
