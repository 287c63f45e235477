using static TorchSharp.torch;

namespace MlNetCnn.Training;

/// <summary>Provides batches of images, with new random augmentations in each epoch, and reads ahead while the network trains.</summary>
/// <param name="images">The images.</param>
/// <param name="loading">Options for reading and augmenting the images; the batch size is that of training.</param>
/// <param name="classCount">The number of classes.</param>
/// <param name="smoothing">The label smoothing factor.</param>
/// <param name="mixing">How the images of a batch are mixed.</param>
internal sealed class ImageSource(
    LabeledImages images, ImageBatchLoaderOptions loading, int classCount, double smoothing, BatchMixingOptions mixing) : ITrainingSource
{
    private readonly ImageBatchLoader _loader = new(images.Paths, loading);
    private readonly BatchMixing _mixing = new(mixing, loading.Seed);

    /// <inheritdoc/>
    public IReadOnlyList<string> Paths => images.Paths;

    /// <inheritdoc/>
    public IReadOnlyList<int> Labels => images.Labels;

    /// <inheritdoc/>
    public void Prepare(int epoch, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        cancellationToken.ThrowIfCancellationRequested();

    /// <inheritdoc/>
    public IEnumerable<Func<TrainingBatch>> Read(int[] order, int epoch, CancellationToken cancellationToken)
    {
        var number = 0;
        foreach (var batch in _loader.ReadAsync(order, epoch, cancellationToken).ToBlockingEnumerable(cancellationToken))
        {
            var current = number++;
            SourceErrors.RequireNone(batch);
            yield return () => Make(batch, epoch, current);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _loader.Dispose();

    private TrainingBatch Make(PixelBatch batch, int epoch, int number)
    {
        var shown = batch.Indices.ToArray();
        var targets = images.Targets(shown, classCount, smoothing);
        _mixing.Mix(batch.WritablePixels, targets, shown.Length, loading.Width, epoch, number);
        var pixels = empty([shown.Length, 3, loading.Height, loading.Width]);
        System.Runtime.InteropServices.MemoryMarshal.AsBytes(batch.Pixels).CopyTo(pixels.bytes);
        return new TrainingBatch(
            new Dictionary<string, Tensor> { [GraphEditor.Image] = pixels }, tensor(targets, [shown.Length, classCount]), shown);
    }
}
