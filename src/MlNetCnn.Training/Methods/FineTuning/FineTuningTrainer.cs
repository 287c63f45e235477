using System.Diagnostics;

namespace MlNetCnn.Training;

/// <summary>
/// Fine-tunes a pretrained network: first a head is fitted on the features of the frozen network, then the layers before it are trained, with lower
/// learning rates farther from the head.
/// </summary>
/// <remarks>Thread-safe; trainings in one process run one after another.</remarks>
/// <param name="backbone">The backbone.</param>
/// <param name="options">The options, or null for the defaults.</param>
public sealed class FineTuningTrainer(Backbone backbone, FineTuningOptions? options = null)
{
    private readonly Backbone _backbone = backbone ?? throw new ArgumentNullException(nameof(backbone));
    private readonly FineTuningOptions _options = options ?? new FineTuningOptions();

    /// <summary>Trains on the training images; the validation images select the epoch that is kept; the test images are measured once, at the end.</summary>
    /// <param name="split">The images of each split; test may be empty. Without validation images the last epoch is kept.</param>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="cancellationToken">Cancels the operation at the next batch; a checkpoint remains.</param>
    /// <exception cref="MlNetCnnException">The options contradict each other, an operator of the network cannot be trained, there are fewer than two
    /// classes, or too many images are invalid.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async Task<TrainedClassifier> TrainAsync(
        DatasetSplits split, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var run = await BeginAsync(split, progress, cancellationToken).ConfigureAwait(false);
        return await TrainingThread.RunAsync(run.Run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs the learning-rate range test for the head, with the rates of the layers in proportion; the trained weights are discarded.</summary>
    /// <param name="split">The images; the test images are read but not used.</param>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="cancellationToken">Cancels the operation at the next batch.</param>
    /// <exception cref="MlNetCnnException">As for <see cref="TrainAsync"/>; or only the head would be trained, which has no learning rate.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
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
