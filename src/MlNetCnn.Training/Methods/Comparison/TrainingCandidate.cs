using Microsoft.Extensions.Logging;

namespace MlNetCnn.Training;

/// <summary>A training method with its network, for comparison with others on the same images.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class TrainingCandidate
{
    private readonly Func<int, ILogger?, NetworkTraining> _trainer;

    private TrainingCandidate(string name, string method, string network, string fingerprint, Func<int, ILogger?, NetworkTraining> trainer) =>
        (Name, Method, Network, NetworkFingerprint, _trainer) = (name, method, network, fingerprint, trainer);

    /// <summary>The name in the table; unique within a comparison.</summary>
    public string Name { get; }

    /// <summary><c>features</c>, <c>finetune</c> or <c>scratch</c>.</summary>
    public string Method { get; }

    /// <summary>The backbone or the network.</summary>
    public string Network { get; }

    /// <summary>Identifies a backbone among others of the same name; empty for a network from scratch.</summary>
    internal string NetworkFingerprint { get; }

    /// <summary>Creates a candidate that trains a linear head on the features of a frozen backbone.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="options">The options, or null for the defaults; the seed is that of the comparison.</param>
    /// <param name="name">The name, or null for method and network.</param>
    public static TrainingCandidate Features(Backbone backbone, FeatureTrainingOptions? options = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        options ??= new FeatureTrainingOptions();
        return new TrainingCandidate(
            name ?? $"features {backbone.Name}", "features", backbone.Name, Fingerprint(backbone),
            (seed, _) => new FeatureTrainer(backbone, options with { Seed = seed }).TrainAsync);
    }

    /// <summary>Creates a candidate that fine-tunes a pretrained network.</summary>
    /// <param name="backbone">The backbone.</param>
    /// <param name="options">The options, or null for the defaults; the seed is that of the comparison.</param>
    /// <param name="name">The name, or null for method, network and trained layers.</param>
    public static TrainingCandidate FineTuning(Backbone backbone, FineTuningOptions? options = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        options ??= new FineTuningOptions();
        var depth = options.Unfreeze == LayerRange.Auto ? "" : $" {options.Unfreeze}";
        return new TrainingCandidate(
            name ?? $"finetune{depth} {backbone.Name}", "finetune", backbone.Name, Fingerprint(backbone),
            (seed, logger) => new FineTuningTrainer(backbone, options with { Seed = seed, Logger = options.Logger ?? logger }).TrainAsync);
    }

    /// <summary>Creates a candidate that trains a named network from random weights.</summary>
    /// <param name="network">The network, as returned by <see cref="CnnNetworks.Get"/>, or with another width and depth
    /// (<see cref="CnnNetwork.With"/>).</param>
    /// <param name="options">The options; the seed is that of the comparison.</param>
    public static TrainingCandidate FromScratch(CnnNetwork network, CnnTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        var called = network.ToString();
        return new TrainingCandidate(
            $"scratch {called}", "scratch", called, "",
            (seed, logger) => new CnnTrainer(network, options with { Seed = seed, Logger = options.Logger ?? logger }).TrainAsync);
    }

    /// <summary>Creates a candidate that trains a custom network from random weights.</summary>
    /// <param name="network">Adds its layers to a builder.</param>
    /// <param name="name">The name of the network.</param>
    /// <param name="options">The options, or null for the defaults; the seed is that of the comparison.</param>
    public static TrainingCandidate FromScratch(Func<CnnBuilder, CnnBuilder> network, string name, CnnTrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(name);
        options ??= new CnnTrainingOptions();
        return new TrainingCandidate(
            $"scratch {name}", "scratch", name, "",
            (seed, logger) => new CnnTrainer(network, options with { Seed = seed, Logger = options.Logger ?? logger }, name).TrainAsync);
    }

    /// <summary>Returns the training for a seed.</summary>
    /// <param name="seed">The seed of every random choice.</param>
    /// <param name="logger">Logs the choices of a training whose options have no logger, or null.</param>
    internal NetworkTraining Trainer(int seed, ILogger? logger) => _trainer(seed, logger);

    private static string Fingerprint(Backbone backbone) => $"{backbone.Sha256} {backbone.FeatureTensor} {backbone.Preprocessing}";
}

/// <summary>Trains on a split, as a trainer's <c>TrainAsync</c> does.</summary>
/// <param name="split">The images of each split.</param>
/// <param name="progress">Receives progress, or null.</param>
/// <param name="cancellationToken">Cancels the operation.</param>
internal delegate Task<TrainedClassifier> NetworkTraining(DatasetSplits split, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken);
