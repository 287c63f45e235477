namespace MlNetCnn.Training;

/// <summary>One way of making a classifier, to be set beside others on the same images.</summary>
/// <remarks>Instances are immutable and thread-safe.</remarks>
public sealed class TrainingCandidate
{
    private readonly Func<int, NetworkTraining> _trainer;

    private TrainingCandidate(string name, string method, string network, string fingerprint, Func<int, NetworkTraining> trainer) =>
        (Name, Method, Network, NetworkFingerprint, _trainer) = (name, method, network, fingerprint, trainer);

    /// <summary>What it is called in the table; no two ways of one comparison have the same.</summary>
    public string Name { get; }

    /// <summary><c>features</c>, <c>finetune</c> or <c>scratch</c>.</summary>
    public string Method { get; }

    /// <summary>The backbone or the network.</summary>
    public string Network { get; }

    /// <summary>What a backbone of the same name has to share to be the same one; empty for a network from scratch.</summary>
    internal string NetworkFingerprint { get; }

    /// <summary>A linear head on the features of a frozen backbone.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="options">How to train, or null for the defaults; the seed is that of the comparison.</param>
    /// <param name="name">What it is called, or null for method and network.</param>
    public static TrainingCandidate Features(Backbone backbone, FeatureTrainingOptions? options = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        options ??= new FeatureTrainingOptions();
        return new TrainingCandidate(
            name ?? $"features {backbone.Name}", "features", backbone.Name, Fingerprint(backbone),
            seed => new FeatureTrainer(backbone, options with { Seed = seed }).TrainAsync);
    }

    /// <summary>A pretrained network that is trained on.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="options">How to train, or null for the defaults; the seed is that of the comparison.</param>
    /// <param name="name">What it is called, or null for method, network and the layers that are trained.</param>
    public static TrainingCandidate FineTuning(Backbone backbone, FineTuningOptions? options = null, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        options ??= new FineTuningOptions();
        var depth = options.Unfreeze == LayerRange.Auto ? "" : $" {options.Unfreeze}";
        return new TrainingCandidate(
            name ?? $"finetune{depth} {backbone.Name}", "finetune", backbone.Name, Fingerprint(backbone),
            seed => new FineTuningTrainer(backbone, options with { Seed = seed }).TrainAsync);
    }

    /// <summary>A network that is known by name, from random weights.</summary>
    /// <param name="network">The network, as <see cref="CnnNetworks.Get"/> gives it, or at another width and depth (<see cref="CnnNetwork.With"/>).</param>
    /// <param name="options">How to train; the seed is that of the comparison.</param>
    public static TrainingCandidate FromScratch(CnnNetwork network, CnnTrainingOptions options)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(options);
        var called = network.ToString();
        return new TrainingCandidate($"scratch {called}", "scratch", called, "", seed => new CnnTrainer(network, options with { Seed = seed }).TrainAsync);
    }

    /// <summary>A network of one's own, from random weights.</summary>
    /// <param name="network">Adds its layers to a builder.</param>
    /// <param name="name">What the network is called.</param>
    /// <param name="options">How to train, or null for the defaults; the seed is that of the comparison.</param>
    public static TrainingCandidate FromScratch(Func<CnnBuilder, CnnBuilder> network, string name, CnnTrainingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentException.ThrowIfNullOrEmpty(name);
        options ??= new CnnTrainingOptions();
        return new TrainingCandidate(
            $"scratch {name}", "scratch", name, "", seed => new CnnTrainer(network, options with { Seed = seed }, name).TrainAsync);
    }

    /// <summary>The training with a seed.</summary>
    /// <param name="seed">The seed of every random choice.</param>
    internal NetworkTraining Trainer(int seed) => _trainer(seed);

    private static string Fingerprint(Backbone backbone) => $"{backbone.Sha256} {backbone.FeatureTensor} {backbone.Preprocessing}";
}
