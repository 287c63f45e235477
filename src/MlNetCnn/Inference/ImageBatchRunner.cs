using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace MlNetCnn.Inference;

/// <summary>
/// Runs picture files through an ONNX graph: one session, a worker per core, each decoding and scoring whole batches.
/// Results come in the order of the paths; only a few batches are in flight, however many paths there are.
/// </summary>
[SharedInternal]
internal sealed class ImageBatchRunner : IDisposable
{
    /// <summary>Pictures handed to a worker at a time: enough that handing over costs nothing, few enough that no core idles at the end.</summary>
    public const int BatchSize = 4;

    private readonly ImageBatchSession _session;
    private readonly string _outputName;
    private readonly ConcurrentBag<ImageBatchWorker> _idleWorkers = [];
    private readonly ConcurrentBag<ImageBatch> _idleBatches = [];
    private readonly SemaphoreSlim _workerSlots;
    private readonly ImageInput _input;
    private readonly ImageDecoderOptions _decoderOptions;
    private readonly IOutputCache? _cache;
    private readonly ImageViews _views;
    private readonly int _threads;
    private readonly UseGate _gate;

    /// <summary>Creates a runner.</summary>
    /// <param name="session">The graph: input "image" as <paramref name="input"/> says, batch axis free; owned from here on.</param>
    /// <param name="outputName">The output to read, [N, length].</param>
    /// <param name="input">The graph's input.</param>
    /// <param name="decoderOptions">What the decoder accepts.</param>
    /// <param name="threads">Workers; 0 for one per core.</param>
    /// <param name="cache">Outputs of pictures seen before, or null.</param>
    /// <param name="views">The views of each picture whose outputs are averaged, or null for the picture as it is; several not together with a cache.</param>
    /// <param name="owner">The class that a user disposes, which messages name; null for this one.</param>
    /// <exception cref="MlNetCnnException">The graph has other ports.</exception>
    public ImageBatchRunner(
        ImageBatchSession session,
        string outputName,
        ImageInput input,
        ImageDecoderOptions decoderOptions,
        int threads,
        IOutputCache? cache = null,
        ImageViews? views = null,
        Type? owner = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        _threads = MachineResources.Threads(threads);
        _gate = new UseGate(owner ?? typeof(ImageBatchRunner));
        _session = session;
        _outputName = outputName;
        OutputCount = session.OutputCount(outputName, input);
        _workerSlots = new SemaphoreSlim(_threads);
        _input = input;
        _decoderOptions = decoderOptions;
        _cache = cache;
        _views = views ?? ImageViews.First(1, input.Width, input.Height);
    }

    /// <summary>Opens a graph: input "image" as <paramref name="input"/> says, batch axis free.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="name">How it is called in messages.</param>
    /// <param name="outputName">The output to read, [N, length].</param>
    /// <param name="input">The graph's input.</param>
    /// <param name="decoderOptions">What the decoder accepts.</param>
    /// <param name="threads">Workers; 0 for one per core.</param>
    /// <param name="owner">The class that a user disposes, which messages name; null for this one.</param>
    /// <exception cref="MlNetCnnException">ONNX Runtime does not run the graph, or it has other ports.</exception>
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

    /// <summary>Floats that the graph takes of one picture.</summary>
    public int PixelValueCount => _input.PixelValueCount;

    /// <summary>Floats that the graph gives for one picture.</summary>
    public int OutputCount { get; }

    /// <summary>Runs one file on the calling thread.</summary>
    public T RunOne<T>(string path, Func<ImageBatch, T> read)
    {
        _workerSlots.Wait();
        try
        {
            var batch = RentBatch();
            batch.Add(path);
            UseWorker(batch, null, CancellationToken.None);
            var result = read(batch);
            _idleBatches.Add(batch);
            return result;
        }
        finally
        {
            _workerSlots.Release();
        }
    }

    /// <summary>Runs pixels that are there already, on the calling thread.</summary>
    /// <param name="pixels">Whole pictures.</param>
    /// <param name="outputs">Room for what the graph gives.</param>
    public void RunPixels(ReadOnlySpan<float> pixels, Span<float> outputs)
    {
        using var use = _gate.Enter();
        _workerSlots.Wait();
        var worker = RentWorker();
        try
        {
            for (var i = 0; i < pixels.Length / _input.PixelValueCount; i++)
            {
                worker.Process(pixels.Slice(i * _input.PixelValueCount, _input.PixelValueCount), outputs.Slice(i * OutputCount, OutputCount));
            }
        }
        finally
        {
            _idleWorkers.Add(worker);
            _workerSlots.Release();
        }
    }

    /// <summary>Runs all files; the batches come in the order of <paramref name="paths"/>, which is read as it is needed.</summary>
    public IAsyncEnumerable<ImageBatch> RunAsync(IEnumerable<string> paths, CancellationToken cancellationToken) =>
        OrderedBatches.RunAsync(
            Batches(paths.Select(path => (path, default(ImageRequest)))), _workerSlots, 2 * _threads, (batch, stop) => UseWorker(batch, null, stop),
            _idleBatches.Add, cancellationToken);

    /// <summary>
    /// Runs pictures whose pixels another gives, such as changed ones; outputs and faults come in order, traits are not noted.
    /// </summary>
    /// <param name="source">Gives pixels of the graph's input size.</param>
    /// <param name="paths">The files that the source reads.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public IAsyncEnumerable<ImageBatch> RunAsync(IPixelSource source, IReadOnlyList<string> paths, CancellationToken cancellationToken) =>
        OrderedBatches.RunAsync(
            Batches(paths.Select((path, index) => (path, new ImageRequest(index, 0, 0)))), _workerSlots, 2 * _threads,
            (batch, stop) => UseWorker(batch, source, stop), _idleBatches.Add, cancellationToken);

    /// <summary>Waits for the batches that are being run; an enumeration that asks for more ends with an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (!_gate.Close())
        {
            return;
        }

        while (_idleWorkers.TryTake(out var worker))
        {
            worker.Dispose();
        }

        // The slots hold nothing native, and a batch that waits for one is to learn from the gate that it came too late.
        _session.Dispose();
    }

    private IEnumerable<ImageBatch> Batches(IEnumerable<(string Path, ImageRequest Requested)> images)
    {
        using (_gate.Enter())
        {
            // Refused before the first path is asked for.
        }

        var batch = RentBatch();
        ExceptionDispatchInfo? failure;
        using var source = images.GetEnumerator();
        while (OrderedBatches.TryNext(source, out failure))
        {
            batch.Add(source.Current.Path, source.Current.Requested);
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

    private ImageBatch RentBatch()
    {
        if (!_idleBatches.TryTake(out var batch))
        {
            return new ImageBatch(BatchSize, OutputCount);
        }

        batch.Clear();
        return batch;
    }

    private void UseWorker(ImageBatch batch, IPixelSource? source, CancellationToken cancellationToken)
    {
        using var use = _gate.Enter();
        var worker = RentWorker();
        try
        {
            worker.Process(batch, source, cancellationToken);
        }
        finally
        {
            _idleWorkers.Add(worker);
        }
    }

    private ImageBatchWorker RentWorker() =>
        _idleWorkers.TryTake(out var worker)
            ? worker
            : new ImageBatchWorker(_session, _outputName, OutputCount, _input, _decoderOptions, _cache, _views);
}

/// <summary>Remembers what a graph gave for a picture, by the content of its file. Safe for use by several threads at once.</summary>
internal interface IOutputCache
{
    /// <summary>Reads the outputs for a file with this content.</summary>
    /// <param name="content">The hash of the file.</param>
    /// <param name="output">Where they go.</param>
    /// <param name="traits">What was noticed when the picture was decoded.</param>
    /// <returns>Whether they were there and whole.</returns>
    bool TryRead(in ContentHash content, Span<float> output, out ImageTraits traits);

    /// <summary>Remembers the outputs.</summary>
    void Add(in ContentHash content, ReadOnlySpan<float> output, ImageTraits traits);
}
