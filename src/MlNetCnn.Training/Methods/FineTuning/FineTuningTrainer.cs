using System.Diagnostics;

namespace MlNetCnn.Training;

/// <summary>
/// Transfer learning by fine-tuning: a head is fitted on the frozen network's features first, then the layers in front of it are
/// trained on, the further from the head the slower.
/// </summary>
/// <remarks>Thread-safe; trainings in one process run one after another.</remarks>
/// <param name="backbone">The network.</param>
/// <param name="options">How to train, or null for the defaults.</param>
public sealed class FineTuningTrainer(Backbone backbone, FineTuningOptions? options = null)
{
    private readonly Backbone _backbone = backbone ?? throw new ArgumentNullException(nameof(backbone));
    private readonly FineTuningOptions _options = options ?? new FineTuningOptions();

    /// <summary>
    /// Trains on the training images; the validation images decide which epoch is kept; the test images are measured once, at the end.
    /// </summary>
    /// <param name="split">The images and the part that each plays; test may be empty. Without validation images the last epoch is kept.</param>
    /// <param name="progress">Told of each step, or null.</param>
    /// <param name="cancellationToken">Stops the work at the next batch; a checkpoint stays.</param>
    /// <exception cref="MlNetCnnException">The options contradict each other, an operator of the network cannot be trained, there are
    /// fewer than two classes, or too many images cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<TrainedClassifier> TrainAsync(
        DatasetSplits split, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var run = await BeginAsync(split, progress, cancellationToken).ConfigureAwait(false);
        return await TrainingThread.RunAsync(run.Run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tries learning rates of the head, with those of the layers in proportion; nothing of it is kept.</summary>
    /// <param name="split">The images; those for the test are read, and not used.</param>
    /// <param name="progress">Told of each step, or null.</param>
    /// <param name="cancellationToken">Stops the work at the next batch.</param>
    /// <exception cref="MlNetCnnException">As for <see cref="TrainAsync"/>; or the head alone would be trained, which has no learning rate.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<LearningRateCurve> FindLearningRateAsync(
        DatasetSplits split, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var run = await BeginAsync(split, progress, cancellationToken).ConfigureAwait(false);
        return await TrainingThread.RunAsync(run.FindRate, cancellationToken).ConfigureAwait(false);
    }

    private async Task<FineTuningRun> BeginAsync(DatasetSplits split, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(split);
        _options.Validate();
        var device = TrainingDevices.Find(_options.Device);
        var clock = Stopwatch.StartNew();
        var options = _options with
        {
            ResizeFactor = ResizeFactor.Resolve(_options.ResizeFactor, split, _backbone.InputWidth, _backbone.InputHeight, _options.Resize),
        };
        var features = await LabeledFeatures.ExtractAsync(
            _backbone, split, options.ToExtractorOptions(), options.MaxRejectedFraction, progress, cancellationToken).ConfigureAwait(false);
        return new FineTuningRun(_backbone, options, split, features, device, clock) { Progress = progress, Token = cancellationToken };
    }
}
