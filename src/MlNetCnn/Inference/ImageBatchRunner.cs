using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace MlNetCnn.Inference;

/// <summary>
/// Runs images through an ONNX graph: one session, and on each thread of the workers its own buffers, for decoding and scoring whole batches.
/// Results are in the order of the images; only a few batches are in flight, however many images there are.
/// </summary>
[SharedInternal]
internal sealed class ImageBatchRunner : IDisposable
{
    /// <summary>The number of images per batch of a worker: enough that the overhead is negligible, few enough that no core idles at the end.</summary>
    public const int BatchSize = 4;

    private readonly ImageBatchSession _session;
    private readonly string _outputName;
    private readonly ConcurrentBag<ImageBatchWorker> _idleWorkers = [];
    private readonly ConcurrentBag<ImageBatch> _idleBatches = [];
    private readonly ImageInput _input;
    private readonly ImageDecoderOptions _decoderOptions;
    private readonly IOutputCache? _cache;
    private readonly ImageViews _views;
    private readonly InferenceWorkers _workers;
    private readonly bool _ownsWorkers;
    private readonly InferenceQueue _queue;
    private readonly int _maxBatchSize;

    /// <summary>Creates a runner.</summary>
    /// <param name="session">The graph: input "image" as specified by <paramref name="input"/>, dynamic batch axis; owned by the runner.</param>
    /// <param name="outputName">The output to read, [N, length].</param>
    /// <param name="input">The graph's input.</param>
    /// <param name="decoderOptions">Limits and settings of the decoder.</param>
    /// <param name="threads">The number of threads; 0 for one per core. Ignored if there are workers.</param>
    /// <param name="cache">The cached outputs of images, or null.</param>
    /// <param name="views">The views of each image whose outputs are averaged, or null for the unchanged image; several exclude a cache.</param>
    /// <param name="owner">The name in messages of the class that a user disposes; null for this one.</param>
    /// <param name="workers">The threads, shared with other runners, or null for own ones.</param>
    /// <param name="maxBatchSize">The maximum number of single images that a thread takes and runs at once. Ignored with several views, with a cache, and
    /// for a graph with a fixed batch axis.</param>
    /// <exception cref="MlNetCnnException">The graph has other inputs or outputs.</exception>
    public ImageBatchRunner(
        ImageBatchSession session,
        string outputName,
        ImageInput input,
        ImageDecoderOptions decoderOptions,
        int threads,
        IOutputCache? cache = null,
        ImageViews? views = null,
        Type? owner = null,
        InferenceWorkers? workers = null,
        int maxBatchSize = 1)
    {
        _workers = workers ?? new InferenceWorkers(threads);
        _ownsWorkers = workers is null;
        _queue = new InferenceQueue(_workers, owner ?? typeof(ImageBatchRunner));
        _session = session;
        _outputName = outputName;
        OutputCount = session.OutputCount(outputName, input);
        _input = input;
        _decoderOptions = decoderOptions;
        _cache = cache;
        _views = views ?? ImageViews.First(1, input.Width, input.Height);

        // One array has the pixels of a batch.
        _maxBatchSize = _views.Count == 1 && cache is null && session.HasDynamicBatch(outputName)
            ? Math.Min(maxBatchSize, Array.MaxLength / input.PixelValueCount)
            : 1;
    }

    /// <summary>Opens a graph: input "image" as specified by <paramref name="input"/>, dynamic batch axis.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">The name of the graph in messages.</param>
    /// <param name="outputName">The output to read, [N, length].</param>
    /// <param name="input">The graph's input.</param>
    /// <param name="decoderOptions">Limits and settings of the decoder.</param>
    /// <param name="threads">The number of threads; 0 for one per core.</param>
    /// <param name="owner">The name in messages of the class that a user disposes; null for this one.</param>
    /// <exception cref="MlNetCnnException">ONNX Runtime cannot run the graph, or it has other inputs or outputs.</exception>
    public static ImageBatchRunner Open(
        OnnxGraph graph, string name, string outputName, ImageInput input, ImageDecoderOptions decoderOptions, int threads, Type? owner = null)
    {
        var session = new ImageBatchSession(graph.ToBytes(), name);
        try
        {
            return new ImageBatchRunner(session, outputName, input, decoderOptions, threads, owner: owner);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>The number of input floats per image.</summary>
    public int PixelValueCount => _input.PixelValueCount;

    /// <summary>The number of floats that the graph outputs for one image.</summary>
    public int OutputCount { get; }

    /// <summary>Throws if the runner or its workers were disposed.</summary>
    public void ThrowIfDisposed() => _queue.ThrowIfClosed();

    /// <summary>Runs one image while the calling thread waits.</summary>
    /// <param name="image">The image.</param>
    public PendingImage RunOne(ImageSource image)
    {
        var pending = new PendingImage(_queue, this, image);
        _queue.Run(pending);
        return pending;
    }

    /// <summary>Runs one image. An image that has started is finished, so bytes in memory are not used after the task has completed.</summary>
    /// <param name="image">The image.</param>
    /// <param name="read">Reads the result.</param>
    /// <param name="cancellationToken">Removes the image from the queue.</param>
    public async Task<T> RunOneAsync<T>(ImageSource image, Func<PendingImage, T> read, CancellationToken cancellationToken)
    {
        var pending = new PendingImage(_queue, this, image);
        await _queue.RunAsync(pending, cancellationToken).ConfigureAwait(false);
        return read(pending);
    }

    /// <summary>Runs an image, and others that are waiting, on a thread of the workers.</summary>
    /// <param name="image">The image.</param>
    internal void Run(PendingImage image)
    {
        image.Start();
        var worker = RentWorker();
        try
        {
            if (_maxBatchSize == 1)
            {
                worker.Process(image);
            }
            else
            {
                RunWithMore(worker, image);
            }
        }
        finally
        {
            _idleWorkers.Add(worker);
        }
    }

    /// <summary>Runs pixels in memory while the calling thread waits.</summary>
    /// <param name="pixels">Whole images.</param>
    /// <param name="outputs">Receives the outputs of the graph.</param>
    public unsafe void RunPixels(ReadOnlySpan<float> pixels, Span<float> outputs)
    {
        var (pixelCount, outputCount) = (pixels.Length, outputs.Length);
        fixed (float* pinnedPixels = pixels, pinnedOutputs = outputs)
        {
            var (pixelAddress, outputAddress) = ((nint)pinnedPixels, (nint)pinnedOutputs);
            _queue.Run(() => UseWorker(worker =>
            {
                var whole = new ReadOnlySpan<float>((void*)pixelAddress, pixelCount);
                var received = new Span<float>((void*)outputAddress, outputCount);
                Process(worker, whole, received, CancellationToken.None);
            }));
        }
    }

    /// <summary>Runs pixels in memory, as one piece of work for each few images. Pixels and outputs are not used after the task has completed.</summary>
    /// <param name="pixels">Whole images.</param>
    /// <param name="outputs">Receives the outputs of the graph.</param>
    /// <param name="cancellationToken">Removes what has not started; what is running ends after its current image.</param>
    public Task RunPixelsAsync(ReadOnlyMemory<float> pixels, Memory<float> outputs, CancellationToken cancellationToken)
    {
        var runs = new Task[(((pixels.Length / PixelValueCount) - 1) / BatchSize) + 1];
        for (var i = 0; i < runs.Length; i++)
        {
            var few = pixels[(i * BatchSize * PixelValueCount)..];
            var received = outputs.Slice(i * BatchSize * OutputCount, Math.Min(BatchSize, few.Length / PixelValueCount) * OutputCount);
            runs[i] = _queue.RunAsync(() => UseWorker(worker => Process(worker, few.Span, received.Span, cancellationToken)), cancellationToken);
        }

        // Waits for all, even if one fails: the memory belongs to the caller again once the task has completed.
        return runs is [var only] ? only : Task.WhenAll(runs);
    }

    /// <summary>Runs all images; the batches are in the order of <paramref name="images"/>, which are enumerated lazily.</summary>
    public IAsyncEnumerable<ImageBatch> RunAsync(IEnumerable<ImageSource> images, CancellationToken cancellationToken) =>
        RunAsync(images.Select(image => (image, default(ImageRequest))), null, cancellationToken);

    /// <summary>Runs all files; the batches are in the order of <paramref name="paths"/>, which is enumerated lazily.</summary>
    public IAsyncEnumerable<ImageBatch> RunAsync(IEnumerable<string> paths, CancellationToken cancellationToken) =>
        RunAsync(paths.Select(path => new ImageSource(path)), cancellationToken);

    /// <summary>
    /// Runs images whose pixels come from another source, such as changed ones; outputs and errors are in order, traits are not recorded.
    /// </summary>
    /// <param name="source">Provides pixels of the graph's input size.</param>
    /// <param name="paths">The files that the source reads.</param>
    /// <param name="cancellationToken">Cancels the run.</param>
    public IAsyncEnumerable<ImageBatch> RunAsync(IPixelSource source, IReadOnlyList<string> paths, CancellationToken cancellationToken) =>
        RunAsync(paths.Select((path, index) => (new ImageSource(path), new ImageRequest(index, 0, 0))), source, cancellationToken);

    /// <summary>Waits for the batches that are being run; an unfinished enumeration throws an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (!_queue.Close())
        {
            return;
        }

        while (_idleWorkers.TryTake(out var worker))
        {
            worker.Dispose();
        }

        _session.Dispose();
        if (_ownsWorkers)
        {
            _workers.Dispose();
        }
    }

    /// <summary>Runs as many images as there is room for outputs.</summary>
    private void Process(ImageBatchWorker worker, ReadOnlySpan<float> pixels, Span<float> outputs, CancellationToken cancellationToken)
    {
        for (var i = 0; i < outputs.Length / OutputCount; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            worker.Process(pixels.Slice(i * PixelValueCount, PixelValueCount), outputs.Slice(i * OutputCount, OutputCount));
        }
    }

    /// <summary>Runs an image together with those that are waiting, which end before it.</summary>
    private void RunWithMore(ImageBatchWorker worker, PendingImage image)
    {
        var taken = worker.Taken;
        taken.Add(image);
        try
        {
            _queue.TakeMore(taken, _maxBatchSize - 1);
            if (taken.Count == 1)
            {
                worker.Process(image);
                return;
            }

            foreach (var other in taken.Skip(1))
            {
                other.Start();
            }

            worker.Process(taken);
        }
        catch (Exception exception)
        {
            taken.ForEach(each => each.Fail(exception));
        }
        finally
        {
            foreach (var other in taken.Skip(1))
            {
                _queue.End(other, other.Failure);
            }

            taken.Clear();
        }

        if (image.Failure is { } failure)
        {
            ExceptionDispatchInfo.Throw(failure);
        }
    }

    private IAsyncEnumerable<ImageBatch> RunAsync(
        IEnumerable<(ImageSource Image, ImageRequest Requested)> images, IPixelSource? source, CancellationToken cancellationToken) =>
        OrderedBatches.RunAsync(
            Batches(images), 2 * _workers.Threads,
            (batch, stop) => _queue.RunAsync(() => UseWorker(worker => worker.Process(batch, source, stop)), stop), Recycle, cancellationToken);

    private IEnumerable<ImageBatch> Batches(IEnumerable<(ImageSource Image, ImageRequest Requested)> images)
    {
        // Rejected before the first image is requested.
        _queue.ThrowIfClosed();
        var batch = RentBatch();
        ExceptionDispatchInfo? failure;
        using var source = images.GetEnumerator();
        while (OrderedBatches.TryNext(source, out failure))
        {
            batch.Add(source.Current.Image, source.Current.Requested);
            if (batch.IsFull)
            {
                yield return batch;
                batch = RentBatch();
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }

        failure?.Throw();
    }

    private ImageBatch RentBatch() => _idleBatches.TryTake(out var batch) ? batch : new ImageBatch(BatchSize, OutputCount);

    private void Recycle(ImageBatch batch)
    {
        batch.Clear();
        _idleBatches.Add(batch);
    }

    private void UseWorker(Action<ImageBatchWorker> work)
    {
        var worker = RentWorker();
        try
        {
            work(worker);
        }
        finally
        {
            _idleWorkers.Add(worker);
        }
    }

    private ImageBatchWorker RentWorker() =>
        _idleWorkers.TryTake(out var worker)
            ? worker
            : new ImageBatchWorker(_session, _outputName, OutputCount, _input, _decoderOptions, _cache, _views, _maxBatchSize);
}

/// <summary>Caches the outputs of a graph by the content of the image file. Safe for concurrent use by several threads.</summary>
internal interface IOutputCache
{
    /// <summary>Reads the outputs for a file with this content.</summary>
    /// <param name="content">The hash of the file.</param>
    /// <param name="output">Receives the outputs.</param>
    /// <param name="traits">What is unusual about the decoded image.</param>
    /// <returns>Whether the outputs were cached and valid.</returns>
    bool TryRead(in ContentHash content, Span<float> output, out ImageTraits traits);

    /// <summary>Adds the outputs for a file.</summary>
    void Add(in ContentHash content, ReadOnlySpan<float> output, ImageTraits traits);
}
