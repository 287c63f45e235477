using System.Diagnostics;

namespace MlNetCnn.Training;

/// <summary>Trains a network that was built from layers, from random weights.</summary>
public sealed class CnnTrainer
{
    private readonly CnnSource _network;
    private readonly CnnTrainingOptions _options;

    internal CnnTrainer(CnnSource network, CnnTrainingOptions? options) => (_network, _options) = (network, options ?? new CnnTrainingOptions());

    /// <summary>
    /// Trains on the training images; the validation images decide which epoch is kept; the test images are measured once, at the end.
    /// </summary>
    /// <param name="split">The images and the part that each plays; test may be empty. Without validation images the last epoch is kept.</param>
    /// <param name="progress">Told of each step, or null.</param>
    /// <param name="token">Stops the work at the next batch; a checkpoint stays.</param>
    /// <exception cref="MlNetCnnException">The options contradict each other, the network does not fit the input, there are fewer than
    /// two classes, or too many images cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<TrainedClassifier> TrainAsync(
        ImageSplit split, IProgress<TrainingProgress>? progress = null, CancellationToken token = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        OptionChecks.Run(_options);
        var device = TrainingDevices.Find(_options.Device);
        split.Train.RequireTrainable();

        // Built first: a network that cannot be is to be known before any picture is read.
        var network = _network.Build(split.ClassNames.Count, _options);
        var clock = Stopwatch.StartNew();
        var survey = await PixelSurvey.ReadAsync(split, _options, progress, token).ConfigureAwait(false);
        var augmentation = await ScratchAugmentation.ChooseAsync(_options, split, survey, progress, token).ConfigureAwait(false);
        var run = new CnnTrainingRun(_network.Name, network, _options, split, survey, augmentation, device, clock) { Progress = progress, Token = token };

        // libtorch's number of threads, its gradients and its dispose scopes belong to one thread.
        return await Task.Factory.StartNew(run.Run, token, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
    }
}
