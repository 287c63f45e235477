namespace MlNetCnn.Diagnostics;

/// <summary>
/// Converts images to feature vectors, so that images that look alike to a network have similar vectors. The features are the input of a
/// classifier's last dense layer, or the output of a backbone. Thread-safe.
/// </summary>
public sealed class ImageEmbedder : IDisposable
{
    private readonly FeatureExtractor _extractor;

    /// <summary>Creates an embedder.</summary>
    /// <param name="network">A classifier or a backbone.</param>
    /// <param name="threads">The number of images processed at the same time; 0 for one per core.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NO_HEAD</c>: the classifier does not end in a dense layer; or the network cannot be run.</exception>
    public ImageEmbedder(ImageNetwork network, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        _extractor = new FeatureExtractor(ImageBatchRunner.Open(
            FeatureGraph(network), network.Name, GraphEditor.Features, network.Input, network.Decoder, threads, typeof(ImageEmbedder)));
    }

    /// <summary>The number of features per image.</summary>
    public int Length => _extractor.Length;

    /// <summary>Embeds images; an image that cannot be used is reported as an error in the result.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="progress">Receives a report after each batch, or null.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public async Task<ImageEmbeddings> EmbedAsync(
        IReadOnlyList<string> paths, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return new ImageEmbeddings([.. paths], await _extractor.ExtractAsync(paths, progress, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Waits for running batches; unfinished embeddings throw <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _extractor.Dispose();

    private static OnnxGraph FeatureGraph(ImageNetwork network)
    {
        var graph = network.Graph.Clone();
        if (network.Card is null)
        {
            return graph;
        }

        GraphEditor.CutAt(graph, GraphEditor.Logits);
        var head = HeadFinder.Find(graph) ?? throw new MlNetCnnException(
            ErrorKind.Model, ErrorCodes.ModelNoHead, $"'{network.Name}' does not end in a dense layer whose input can be used as the features",
            expected: "a classifier that ends in Gemm, MatMul or a 1x1 Conv", fix: "use a model trained by MlNetCnn, or its backbone");
        GraphEditor.CutAt(graph, head.Features);
        var shape = TensorShapes.Measure(graph, network.InputHeight, network.InputWidth, network.Name).Find(head.Features);
        GraphEditor.WriteFeatures(graph, shape!, head.ChannelsLast);
        return graph;
    }
}
