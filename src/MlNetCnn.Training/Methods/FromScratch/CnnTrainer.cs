using System.Diagnostics;

namespace MlNetCnn.Training;

/// <summary>Trains a network that was built from layers, from random weights.</summary>
/// <remarks>Thread-safe if the function that adds the layers is; trainings in one process run one after another.</remarks>
public sealed class CnnTrainer
{
    private readonly Func<CnnBuilder, CnnBuilder> _network;
    private readonly CnnTrainingOptions _options;

    /// <summary>Trains a network of one's own.</summary>
    /// <param name="network">Adds its layers to a builder; called once, with the number of classes of the images.</param>
    /// <param name="options">How to train, or null for the defaults.</param>
    /// <param name="name">How the network is called in the model's card.</param>
    public CnnTrainer(Func<CnnBuilder, CnnBuilder> network, CnnTrainingOptions? options = null, string name = "cnn")
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(name);
        (_network, Name, _options) = (network, name, options ?? new CnnTrainingOptions());
    }

    /// <summary>Trains a network that is known by name.</summary>
    /// <param name="network">The network, as <see cref="CnnNetworks.Get"/> gives it, or at another width and depth (<see cref="CnnNetwork.With"/>).</param>
    /// <param name="options">How to train.</param>
    public CnnTrainer(CnnNetwork network, CnnTrainingOptions options)
        : this((network ?? throw new ArgumentNullException(nameof(network))).Build, options, network.ToString())
    {
    }

    /// <summary>How the network is called.</summary>
    public string Name { get; }

    /// <summary>
    /// Trains on the training images; the validation images decide which epoch is kept; the test images are measured once, at the end.
    /// </summary>
    /// <param name="split">The images and the part that each plays; test may be empty. Without validation images the last epoch is kept.</param>
    /// <param name="progress">Told of each step, or null.</param>
    /// <param name="cancellationToken">Stops the work at the next batch; a checkpoint stays.</param>
    /// <exception cref="MlNetCnnException">The options contradict each other, the network does not fit the input, there are fewer than
    /// two classes, or too many images cannot be used.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<TrainedClassifier> TrainAsync(
        DatasetSplits split, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        var run = await BeginAsync(split, progress, cancellationToken).ConfigureAwait(false);
        return await TrainingThread.RunAsync(run.Run, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Tries learning rates; nothing of it is kept.</summary>
    /// <param name="split">The images; those for the test are read, and not used.</param>
    /// <param name="progress">Told of each step, or null.</param>
    /// <param name="cancellationToken">Stops the work at the next batch.</param>
    /// <exception cref="MlNetCnnException">As for <see cref="TrainAsync"/>.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
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

        // Built first: a network that cannot be is to be known before any picture is read.
        var builder = new CnnBuilder(
            split.ClassNames.Count, _options.InputSize, _options.InputSize, _options.Grayscale ? 1 : 3, _options.Seed);
        var network = (_network(builder) ?? throw new MlNetCnnException(
            ErrorKind.Usage, ErrorCodes.LayerNoNetwork, "the function that adds the layers gave no builder back",
            expected: "the builder that it was given, with layers added", received: "null", fix: "return net.Conv2D(...)...Dense(net.ClassCount)")).Build();
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
