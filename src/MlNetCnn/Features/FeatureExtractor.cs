namespace MlNetCnn.Features;

/// <summary>
/// Runs images through a frozen backbone, in batches, with one worker per core, and returns the features before its own head.
/// </summary>
/// <remarks>Thread-safe.</remarks>
public sealed class FeatureExtractor : IDisposable
{
    private readonly ImageBatchRunner _runner;
    private readonly FeatureCacheFile? _cache;

    /// <summary>Creates an extractor.</summary>
    /// <param name="backbone">The network.</param>
    /// <param name="options">How images are read, or null for the defaults.</param>
    /// <exception cref="MlNetCnnException">ONNX Runtime rejects the backbone, or the cache's folder cannot be used.</exception>
    public FeatureExtractor(Backbone backbone, FeatureExtractorOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(backbone);
        options ??= new FeatureExtractorOptions();
        OptionChecks.Validate(options);
        _cache = options.Cache?.Open(backbone, options);
        var input = backbone.Input(options.Resize, options.ResizeFactor);
        var session = new ImageBatchSession(backbone.FeatureGraph.ToBytes(), backbone.Name);
        _runner = new ImageBatchRunner(session, GraphEditor.Features, input, options.Decoder, options.Threads, _cache, owner: typeof(FeatureExtractor));
    }

    /// <summary>Creates an extractor of the outputs of any graph.</summary>
    /// <param name="runner">Runs the graph; owned by the extractor.</param>
    internal FeatureExtractor(ImageBatchRunner runner) => _runner = runner;

    /// <summary>The number of features of one image.</summary>
    public int Length => _runner.OutputCount;

    /// <summary>The number of images so far whose features were read from the cache.</summary>
    public int FromCacheCount => _cache?.ReadCount ?? 0;

    /// <summary>Why nothing more is cached (the disk is full, the limit is reached), or null.</summary>
    public string? CacheProblem => _cache?.Problem;

    /// <summary>Extracts the features of all images; an image that cannot be used becomes an error in the table.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="progress">Reported to after each batch, or null.</param>
    /// <param name="cancellationToken">Cancels the extraction.</param>
    /// <returns>A row for each path, in order.</returns>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async Task<FeatureTable> ExtractAsync(
        IReadOnlyCollection<string> paths, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return await ReadAsync(_runner.RunAsync(paths, cancellationToken), paths.Count, progress).ConfigureAwait(false);
    }

    /// <summary>Extracts the features of images whose pixels come from another source, such as changed ones. The cache is not used.</summary>
    /// <param name="source">Provides pixels of the backbone's input size.</param>
    /// <param name="paths">The files that the source reads.</param>
    /// <param name="progress">Reported to after each batch, or null.</param>
    /// <param name="cancellationToken">Cancels the extraction.</param>
    /// <returns>A row for each path, in order.</returns>
    internal Task<FeatureTable> ExtractAsync(
        IPixelSource source, IReadOnlyList<string> paths, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken) =>
        ReadAsync(_runner.RunAsync(source, paths, cancellationToken), paths.Count, progress);

    /// <summary>Extracts the features of pixels in memory, unchanged, on the calling thread. The cache is not used.</summary>
    /// <param name="pixels">One or more images: NCHW, float32, RGB 0..255, of the backbone's input size.</param>
    /// <param name="features"><see cref="Length"/> values for each image, one image after the other.</param>
    /// <exception cref="ArgumentException">The lengths are not those of whole images, or do not match; or a value is not finite.</exception>
    public void ExtractPixels(ReadOnlySpan<float> pixels, Span<float> features)
    {
        var pixelLength = _runner.PixelValueCount;
        var count = pixels.Length / pixelLength;
        if (count == 0 || pixels.Length % pixelLength != 0)
        {
            throw new ArgumentException($"expected a multiple of {pixelLength} values, received {pixels.Length}", nameof(pixels));
        }

        if (features.Length != count * Length)
        {
            throw new ArgumentException($"expected room for {count * Length} values, received {features.Length}", nameof(features));
        }

        if (pixels.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
        {
            throw new ArgumentException("expected finite values, received NaN or infinity", nameof(pixels));
        }

        _runner.RunPixels(pixels, features);
    }

    /// <summary>Waits for the images that are being processed; an unfinished extraction throws an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        _runner.Dispose();
        _cache?.Dispose();
    }

    private async Task<FeatureTable> ReadAsync(IAsyncEnumerable<ImageBatch> batches, int count, IProgress<TrainingProgress>? progress)
    {
        var table = new FeatureTable(Length);
        progress?.Report(new TrainingProgress("features", 0, count, "images"));
        await foreach (var batch in batches.ConfigureAwait(false))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                if (batch.Error(i) is { } error)
                {
                    table.AddError(error);
                }
                else
                {
                    table.Add(batch.Output(i), batch.Traits(i));
                }
            }

            progress?.Report(new TrainingProgress("features", table.Count, count, "images"));
        }

        return table;
    }
}
