using Microsoft.Extensions.Logging;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Decides whether frozen layers run once or in every epoch, and where their outputs are kept.</summary>
/// <param name="module">The network.</param>
/// <param name="layout">Its layout.</param>
/// <param name="cut">The first node that is trained.</param>
/// <param name="backbone">The network that it was made from.</param>
/// <param name="options">What was asked for.</param>
/// <param name="augmentation">The random changes.</param>
internal sealed class TrainingSources(
    GraphModule module, NetworkLayout layout, int cut, Backbone backbone, FineTuningOptions options, Augmentation augmentation) : IDisposable
{
    private readonly long _budget = MachineResources.MemoryBudget(options.MemoryBudgetBytes);
    private readonly FrozenBackbone? _prefix =
        layout.Boundary(cut) is [GraphEditor.Image] ? null : new FrozenBackbone(module.Graph, layout, cut, backbone, options);

    /// <summary>Images in a batch of training.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Classes there are.</summary>
    public required int ClassCount { get; init; }

    /// <summary>Passes over the training images.</summary>
    public required int Epochs { get; init; }

    /// <summary>The type in which layers compute, or null for float32.</summary>
    public required ScalarType? Precision { get; init; }

    /// <summary>The training images.</summary>
    /// <param name="images">The images.</param>
    public ITrainingSource ForTraining(LabeledImages images)
    {
        var variants = augmentation.ChangesPixels ? Math.Min(options.CachedAugmentations, Epochs) : 1;
        if (_prefix is null || variants == 0 || options.Mixing.IsOn)
        {
            return new ImageSource(images, Loading(augmentation, options.DataCaching), ClassCount, options.LabelSmoothing, options.Mixing);
        }

        if (augmentation.ChangesPixels && variants < Epochs)
        {
            options.Logger?.LogInformation(
                "Frozen layers run once for {Variants} augmented variants of each image, which the epochs show in turn.", variants);
        }

        return Cached(images, augmentation, variants, options.LabelSmoothing, Precision ?? ScalarType.Float32);
    }

    /// <summary>The validation images, which are never changed.</summary>
    /// <param name="images">The images.</param>
    public ITrainingSource ForValidation(LabeledImages images) => _prefix is null || images.Count == 0
        ? new ImageSource(images, Loading(Augmentation.None, options.DataCaching), ClassCount, 0, new BatchMixingOptions())
        : Cached(images, Augmentation.None, 1, 0, ScalarType.Float32);

    /// <inheritdoc/>
    public void Dispose() => _prefix?.Dispose();

    private FrozenBackboneCache Cached(LabeledImages images, Augmentation changes, int variants, double smoothing, ScalarType type)
    {
        var rows = checked(images.Count * variants);
        var bytes = (long)rows * _prefix!.Length * (type == ScalarType.BFloat16 ? sizeof(ushort) : sizeof(float));
        if (options.DataCaching == DataCaching.Memory && bytes > _budget)
        {
            throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataOverMemoryBudget, $"what the frozen layers make of {images.Count} images does not fit into memory",
                expected: $"at most {_budget} bytes", received: $"{bytes} bytes for {variants} variants of each image",
                fix: "raise the memory budget, keep fewer variants, or keep it on disk (DataCaching Auto or Disk)");
        }

        var inMemory = options.DataCaching == DataCaching.Memory || (options.DataCaching == DataCaching.Auto && bytes <= _budget);
        var store = new ActivationCache(rows, _prefix.Length, type, inMemory, Path.Combine(CacheDirectory.Find(), "activations"));

        // Each picture is read only once for each of its variants.
        return new FrozenBackboneCache(
            _prefix, store, images, Loading(changes, DataCaching.Disk), variants, BatchSize, ClassCount, smoothing);
    }

    private ImageBatchLoaderOptions Loading(Augmentation changes, DataCaching where) =>
        options.ToLoaderOptions(backbone.InputWidth, backbone.InputHeight, BatchSize, changes) with { DataCaching = where };
}
