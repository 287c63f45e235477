using Microsoft.Extensions.Logging;
using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Decides whether the frozen layers run once or in every epoch, and where their outputs are cached.</summary>
/// <param name="module">The network.</param>
/// <param name="layout">The layout of the network.</param>
/// <param name="cut">The index of the first trained node.</param>
/// <param name="backbone">The backbone that it was made from.</param>
/// <param name="options">The requested options.</param>
/// <param name="augmentation">The augmentation.</param>
internal sealed class TrainingSources(
    GraphModule module, NetworkLayout layout, int cut, Backbone backbone, FineTuningOptions options, Augmentation augmentation) : IDisposable
{
    private readonly long _budget = MachineResources.MemoryBudget(options.MemoryBudgetBytes);
    private readonly FrozenBackbone? _prefix =
        layout.Boundary(cut) is [GraphEditor.Image] ? null : new FrozenBackbone(module.Graph, layout, cut, backbone, options);

    /// <summary>The number of images in a training batch.</summary>
    public required int BatchSize { get; init; }

    /// <summary>The number of classes.</summary>
    public required int ClassCount { get; init; }

    /// <summary>The number of passes over the training images.</summary>
    public required int Epochs { get; init; }

    /// <summary>The type in which layers compute, or null for float32.</summary>
    public required ScalarType? Precision { get; init; }

    /// <summary>Creates the source of training batches.</summary>
    /// <param name="images">The training images.</param>
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
                "Frozen layers run once for each of {Variants} augmented variants per image; the epochs use the variants in turn.", variants);
        }

        return Cached(images, augmentation, variants, options.LabelSmoothing, Precision ?? ScalarType.Float32);
    }

    /// <summary>Creates the source of validation batches, without augmentation.</summary>
    /// <param name="images">The validation images.</param>
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
                ErrorKind.Data, ErrorCodes.DataOverMemoryBudget, $"the frozen-layer outputs of {images.Count} images exceed the memory budget",
                expected: $"at most {_budget} bytes", received: $"{bytes} bytes for {variants} variants of each image",
                fix: "raise the memory budget, cache fewer variants, or cache them on disk (DataCaching Auto or Disk)");
        }

        var inMemory = options.DataCaching == DataCaching.Memory || (options.DataCaching == DataCaching.Auto && bytes <= _budget);
        var store = new ActivationCache(rows, _prefix.Length, type, inMemory, Path.Combine(CacheDirectory.Find(), "activations"));

        // Each image is read only once for each of its variants.
        return new FrozenBackboneCache(
            _prefix, store, images, Loading(changes, DataCaching.Disk), variants, BatchSize, ClassCount, smoothing);
    }

    private ImageBatchLoaderOptions Loading(Augmentation changes, DataCaching where) =>
        options.ToLoaderOptions(backbone.InputWidth, backbone.InputHeight, BatchSize, changes) with { DataCaching = where };
}
