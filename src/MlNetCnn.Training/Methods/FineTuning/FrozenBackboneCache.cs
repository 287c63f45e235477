using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>
/// Provides batches of cached outputs of the frozen layers. They are computed once for each variant of an image; the first epoch uses the first
/// variants, the next one the second ones, and so on, then the first ones again.
/// </summary>
/// <param name="prefix">The frozen layers; owned by the caller.</param>
/// <param name="store">The cache of their outputs, with images times variants rows.</param>
/// <param name="images">The images.</param>
/// <param name="loading">The options for reading and augmenting the images.</param>
/// <param name="variants">The number of variants of each image, at least 1.</param>
/// <param name="batchSize">The number of images in a training batch.</param>
/// <param name="classCount">The number of classes.</param>
/// <param name="smoothing">The label smoothing factor.</param>
internal sealed class FrozenBackboneCache(
    FrozenBackbone prefix,
    ActivationCache store,
    LabeledImages images,
    ImageBatchLoaderOptions loading,
    int variants,
    int batchSize,
    int classCount,
    double smoothing) : ITrainingSource
{
    private readonly ImageBatchLoader _loader = new(images.Paths, loading);
    private readonly HashSet<int> _made = [];

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths => images.Paths;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels => images.Labels;

    /// <inheritdoc/>
    public void Prepare(int epoch, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var variant = Variant(epoch);
        if (_made.Contains(variant))
        {
            return;
        }

        var done = 0;
        prefix.Run(_loader, variant, (image, values) => store.Write(Row(image, variant), values), Report, cancellationToken);
        _made.Add(variant);

        void Report(int count)
        {
            done += count;
            progress?.Report(new TrainingProgress("frozen layers", done, images.Count, "images"));
        }
    }

    /// <inheritdoc/>
    public IEnumerable<Func<TrainingBatch>> Read(int[] order, int epoch, CancellationToken cancellationToken)
    {
        foreach (var shown in order.Chunk(batchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return () => Make(shown, Variant(epoch));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _loader.Dispose();
        store.Dispose();
    }

    private int Variant(int epoch) => (epoch - 1) % variants;

    private int Row(int image, int variant) => (variant * images.Count) + image;

    private TrainingBatch Make(int[] shown, int variant)
    {
        var targets = images.Targets(shown, classCount, smoothing);
        var rows = store.Read([.. shown.Select(i => Row(i, variant))]);
        var inputs = new Dictionary<string, Tensor>(StringComparer.Ordinal);
        var start = 0L;
        for (var i = 0; i < prefix.Tensors.Count; i++)
        {
            var length = prefix.Shapes[i].Aggregate(1L, (product, size) => product * size);
            inputs[prefix.Tensors[i]] = rows.narrow(1, start, length).reshape([shown.Length, .. prefix.Shapes[i]]);
            start += length;
        }

        return new TrainingBatch(inputs, tensor(targets, [shown.Length, classCount]), shown);
    }
}
