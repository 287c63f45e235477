namespace MlNetCnn.Diagnostics;

/// <summary>
/// Turns pictures into feature vectors, so that pictures that a network sees alike lie close together: what the last dense layer of a
/// classifier reads, or what a backbone gives. Safe for use by several threads at once.
/// </summary>
public sealed class ImageEmbedder : IDisposable
{
    private readonly FeatureExtractor _extractor;

    /// <summary>Opens a network.</summary>
    /// <param name="network">A classifier or a backbone.</param>
    /// <param name="threads">Pictures worked on at the same time; 0 for one per core.</param>
    /// <exception cref="MlNetCnnException"><c>MODEL_NO_HEAD</c>: the classifier ends in no dense layer; or it does not run.</exception>
    public ImageEmbedder(ImageNetwork network, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        _extractor = new FeatureExtractor(ImageBatchRunner.Open(
            FeatureGraph(network), network.Name, GraphEditor.Features, network.Input, network.Decoder, threads, typeof(ImageEmbedder)));
    }

    /// <summary>Features of one picture.</summary>
    public int Length => _extractor.Length;

    /// <summary>Embeds pictures; one that cannot be used becomes a fault.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="progress">Told after each batch, or null.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<ImageEmbeddings> EmbedAsync(
        IReadOnlyList<string> paths, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return new ImageEmbeddings([.. paths], await _extractor.ExtractAsync(paths, progress, cancellationToken).ConfigureAwait(false));
    }

    /// <summary>Waits for the images that are being run; an embedding that is not at its end gets an <see cref="ObjectDisposedException"/>.</summary>
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
            ErrorKind.Model, ErrorCodes.ModelNoHead, $"'{network.Name}' ends in no dense layer whose input could be taken as the features",
            expected: "a classifier that ends in Gemm, MatMul or a 1x1 Conv", fix: "use a model that MlNetCnn trained, or its backbone");
        GraphEditor.CutAt(graph, head.Features);
        var shape = TensorShapes.Measure(graph, network.InputHeight, network.InputWidth, network.Name).Find(head.Features);
        GraphEditor.WriteFeatures(graph, shape!, head.ChannelsLast);
        return graph;
    }
}
