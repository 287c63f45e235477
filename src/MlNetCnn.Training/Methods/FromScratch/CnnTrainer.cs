using System.Diagnostics;

namespace MlNetCnn.Training;

/// <summary>Trains a network built from layers, from random weights.</summary>
/// <remarks>Thread-safe if the function that adds the layers is; trainings in one process run one after another.</remarks>
public sealed class CnnTrainer
{
    private readonly Func<CnnBuilder, CnnBuilder> _network;
    private readonly CnnTrainingOptions _options;

    /// <summary>Creates a trainer for a custom network.</summary>
    /// <param name="network">Adds its layers to a builder; called once, with the number of classes of the images.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <param name="name">The name of the network in the model card.</param>
    public CnnTrainer(Func<CnnBuilder, CnnBuilder> network, CnnTrainingOptions? options = null, string name = "cnn")
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(name);
        (_network, Name, _options) = (network, name, options ?? new CnnTrainingOptions());
    }

    /// <summary>Creates a trainer for a named network.</summary>
    /// <param name="network">The network, as returned by <see cref="CnnNetworks.Get"/>, or with another width and depth
    /// (<see cref="CnnNetwork.With"/>).</param>
    /// <param name="options">The options.</param>
    public CnnTrainer(CnnNetwork network, CnnTrainingOptions options)
        : this((network ?? throw new ArgumentNullException(nameof(network))).Build, options, network.ToString())
    {
    }

    /// <summary>The name of the network.</summary>
    public string Name { get; }

    /// <summary>Trains on the training images; the validation images select the epoch that is kept; the test images are measured once, at the end.</summary>
    /// <param name="split">The images of each split; test may be empty. Without validation images the last epoch is kept.</param>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="cancellationToken">Cancels the operation at the next batch; a checkpoint remains.</param>
    /// <exception cref="MlNetCnnException">The options contradict each other, the network does not fit the input, there are fewer than two classes,
    /// or too many images are invalid.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async Task<TrainedClassifier> TrainAsync(
        DatasetSplits split, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var run = await BeginAsync(split, progress, cancellationToken).ConfigureAwait(false);
        return await TrainingThread.RunAsync(run.Run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Runs the learning-rate range test; the trained weights are discarded.</summary>
    /// <param name="split">The images; the test images are read but not used.</param>
    /// <param name="progress">Receives progress, or null.</param>
    /// <param name="cancellationToken">Cancels the operation at the next batch.</param>
    /// <exception cref="MlNetCnnException">As for <see cref="TrainAsync"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async Task<LearningRateCurve> FindLearningRateAsync(
        DatasetSplits split, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var run = await BeginAsync(split, progress, cancellationToken).ConfigureAwait(false);
        return await TrainingThread.RunAsync(run.FindRate, cancellationToken).ConfigureAwait(false);
    }

    private async Task<CnnTrainingRun> BeginAsync(DatasetSplits split, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(split);
        _options.Validate();
        var device = TrainingDevices.Find(_options.Device);
        split.Train.RequireTrainable();

        // Built first, so that an invalid network is reported before any image is read.
        var builder = new CnnBuilder(
            split.ClassNames.Count, _options.InputSize, _options.InputSize, _options.Grayscale ? 1 : 3, _options.Seed);
        var network = (_network(builder) ?? throw new MlNetCnnException(
            ErrorKind.Usage, ErrorCodes.LayerNoNetwork, "the function that adds the layers returned no builder",
            expected: "the builder that was passed, with layers added", received: "null", fix: "return net.Conv2D(...)...Dense(net.ClassCount)")).Build();
        var clock = Stopwatch.StartNew();
        var options = _options.For(network) with
        {
            ResizeFactor = ResizeFactor.Resolve(_options.ResizeFactor, split, _options.InputSize, _options.InputSize, _options.Resize),
        };
        var survey = await PixelScan.ReadAsync(split, options, progress, cancellationToken).ConfigureAwait(false);
        var augmentation = await ScratchAugmentation.ChooseAsync(options, split, survey, progress, cancellationToken).ConfigureAwait(false);
        return new CnnTrainingRun(Name, network, options, split, survey, augmentation, device, clock) { Progress = progress, Token = cancellationToken };
    }
}
