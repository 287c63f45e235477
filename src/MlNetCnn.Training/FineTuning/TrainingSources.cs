using System.Globalization;
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
    private readonly long _budget = Resources.MemoryBudget(options.MemoryBudgetBytes);
    private readonly FrozenPrefix? _prefix = layout.Boundary(cut) is [GraphSurgery.Image] ? null : new FrozenPrefix(module.Graph, layout, cut, backbone, options);

    /// <summary>Images in a batch of training.</summary>
    public required int BatchSize { get; init; }

    /// <summary>Classes there are.</summary>
    public required int ClassCount { get; init; }

    /// <summary>Passes over the training images.</summary>
    public required int Epochs { get; init; }

    /// <summary>The type in which layers compute, or null for float32.</summary>
    public required ScalarType? Precision { get; init; }

    /// <summary>The training images.</summary>
    /// <param name="pictures">The images.</param>
    public ITrainingSource ForTraining(LabeledPictures pictures)
    {
        var variants = augmentation.ChangesPixels ? Math.Min(options.AugmentedVariants, Epochs) : 1;
        if (_prefix is null || variants == 0 || options.Mixing.IsOn)
        {
            return new PictureSource(pictures, Loading(augmentation, options.Loading), ClassCount, options.LabelSmoothing, options.Mixing);
        }

        if (augmentation.ChangesPixels && variants < Epochs)
        {
            options.Log?.Invoke(string.Create(
                CultureInfo.InvariantCulture,
                $"Frozen layers run once for {variants} augmented variants of each image, which the epochs show in turn."));
        }

        return Cached(pictures, augmentation, variants, options.LabelSmoothing, Precision ?? ScalarType.Float32);
    }

    /// <summary>The validation images, which are never changed.</summary>
    /// <param name="pictures">The images.</param>
    public ITrainingSource ForValidation(LabeledPictures pictures) => _prefix is null || pictures.Count == 0
        ? new PictureSource(pictures, Loading(Augmentation.None, options.Loading), ClassCount, 0, new BatchMixingOptions())
        : Cached(pictures, Augmentation.None, 1, 0, ScalarType.Float32);

    /// <inheritdoc/>
    public void Dispose() => _prefix?.Dispose();

    private FrozenPrefixCache Cached(LabeledPictures pictures, Augmentation changes, int variants, double smoothing, ScalarType type)
    {
        var rows = checked(pictures.Count * variants);
        var bytes = (long)rows * _prefix!.Length * (type == ScalarType.BFloat16 ? sizeof(ushort) : sizeof(float));
        if (options.Loading == ImageLoading.Memory && bytes > _budget)
        {
            throw new MlNetCnnException(
                FaultKind.Data, "DATA_OVER_MEMORY_BUDGET", $"what the frozen layers make of {pictures.Count} images does not fit into memory",
                expected: $"at most {_budget} bytes", received: $"{bytes} bytes for {variants} variants of each image",
                fix: "raise the memory budget, keep fewer variants, or let it lie on disk (--loading auto or stream)");
        }

        var inMemory = options.Loading == ImageLoading.Memory || (options.Loading == ImageLoading.Auto && bytes <= _budget);
        var store = new ActivationStore(rows, _prefix.Length, type, inMemory, Path.Combine(CacheFolder.Find(), "activations"));

        // Each picture is read only once for each of its variants.
        return new FrozenPrefixCache(
            _prefix, store, pictures, Loading(changes, ImageLoading.Stream), variants, BatchSize, ClassCount, smoothing);
    }

    private ImageBatchLoaderOptions Loading(Augmentation changes, ImageLoading where) =>
        options.ToLoaderOptions(backbone.InputWidth, backbone.InputHeight, BatchSize, changes) with { Loading = where };
}
