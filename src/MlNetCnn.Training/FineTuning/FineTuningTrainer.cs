namespace MlNetCnn.Training;

/// <summary>
/// Transfer learning by fine-tuning: a head is fitted on the frozen network's features first, then the layers in front of it are
/// trained on, the further from the head the slower.
/// </summary>
/// <param name="backbone">The network.</param>
/// <param name="options">How to train, or null for the defaults.</param>
public sealed class FineTuningTrainer(Backbone backbone, FineTuningOptions? options = null)
{
    private readonly Backbone _backbone = backbone ?? throw new ArgumentNullException(nameof(backbone));
    private readonly FineTuningOptions _options = options ?? new FineTuningOptions();

    /// <summary>
    /// Trains on the training images; the validation images decide which epoch is kept; the test images are measured once, at the end.
    /// </summary>
    /// <param name="split">The images and the part that each plays; test may be empty. Without validation images a part of the training images
    /// takes their place.</param>
    /// <param name="progress">Told of each step, or null.</param>
    /// <param name="token">Stops the work at the next batch; a checkpoint stays.</param>
    /// <exception cref="MlNetCnnException">The options contradict each other, an operator of the network cannot be trained, there are
    /// fewer than two classes, too many images cannot be used, or the loss is no number.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<TrainedClassifier> TrainAsync(
        ImageSplit split, IProgress<TrainingProgress>? progress = null, CancellationToken token = default)
    {
        throw new NotSupportedException($"{_backbone} {_options} {split} {progress} {token}");
    }
}
