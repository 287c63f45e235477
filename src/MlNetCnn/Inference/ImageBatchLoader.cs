using System.Collections.Concurrent;

namespace MlNetCnn.Inference;

/// <summary>
/// Reads the pixels of a list of image files in batches, pass after pass: decoded once and cached in memory, or streamed.
/// Batches are decoded ahead on all cores; memory is bounded in both modes.
/// </summary>
/// <remarks>Thread-safe: several passes may run at once.</remarks>
public sealed class ImageBatchLoader : IDisposable
{
    private readonly IReadOnlyList<string> _paths;
    private readonly ImageBatchLoaderOptions _options;
    private readonly int _threads;
    private readonly SemaphoreSlim _slots;
    private readonly UseGate _gate = new(typeof(ImageBatchLoader));
    private readonly ConcurrentBag<PixelBatch> _idleBatches = [];
    private readonly IPixelSource _source;

    /// <summary>Creates a loader.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="options">How images are read, or null for the defaults.</param>
    /// <exception cref="MlNetCnnException">All images are to be cached in memory, but do not fit into the memory budget; or a parameter of the
    /// augmentation is out of range.</exception>
    public ImageBatchLoader(IReadOnlyList<string> paths, ImageBatchLoaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _paths = paths;
        _options = options ?? new ImageBatchLoaderOptions();
        OptionChecks.Validate(_options);
        _threads = MachineResources.Threads(_options.Threads);
        _slots = new SemaphoreSlim(_threads);
        PixelValueCount = 3 * _options.Width * _options.Height;
        _options.Augmentation.Validate();
        var budget = MachineResources.MemoryBudget(_options.MemoryBudgetBytes);
        if (_options.Augmentation.ChangesPixels)
        {
            KeepsInMemory = _options.DataCaching != DataCaching.Disk;
            _source = new AugmentedPixelSource(paths, _options, KeepsInMemory ? new ImageCache(paths.Count, budget) : null);
        }
        else
        {
            KeepsInMemory = Decide(budget);
            _source = new PlainPixelSource(paths, _options, KeepsInMemory ? new PixelCache(paths.Count, _options.Input) : null);
        }
    }

    /// <summary>The number of floats of one image: 3 * height * width.</summary>
    public int PixelValueCount { get; }

    /// <summary>Whether images are decoded once and cached; with augmentation as many as the memory budget allows.</summary>
    public bool KeepsInMemory { get; }

    /// <summary>Reads all images once.</summary>
    /// <param name="order">The order, as indices into the list of paths; null for the order of the list.</param>
    /// <param name="epoch">The epoch for which random changes are sampled; the same epoch gives the same pixels.</param>
    /// <param name="cancellationToken">Cancels the pass.</param>
    /// <returns>The batches, in order; an image that cannot be read is among its batch's errors.</returns>
    public IAsyncEnumerable<PixelBatch> ReadAsync(IEnumerable<int>? order = null, int epoch = 0, CancellationToken cancellationToken = default) =>
        OrderedBatches.RunAsync(Batches(order ?? Enumerable.Range(0, _paths.Count), epoch), 2 * _threads, FillAsync, _idleBatches.Add, cancellationToken);

    /// <summary>Waits for the batches that are being read; an unfinished pass throws an <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose()
    {
        if (_gate.Close())
        {
            _source.Dispose();
        }
    }

    private bool Decide(long budget)
    {
        var needed = (long)_paths.Count * PixelCache.BytesOf(_options.Input);
        return _options.DataCaching switch
        {
            DataCaching.Disk => false,
            DataCaching.Memory when needed > budget => throw new MlNetCnnException(
                ErrorKind.Data, ErrorCodes.DataOverMemoryBudget, $"{_paths.Count} images do not fit into memory",
                expected: $"at most {budget} bytes", received: $"{needed} bytes at {_options.Width}x{_options.Height}",
                fix: "raise the memory budget, or use another data caching mode"),
            _ => needed <= budget,
        };
    }

    private IEnumerable<PixelBatch> Batches(IEnumerable<int> order, int epoch)
    {
        var shown = new int[_paths.Count];
        foreach (var indices in order.Chunk(_options.BatchSize))
        {
            if (_idleBatches.TryTake(out var batch))
            {
                batch.Clear();
            }
            else
            {
                batch = new PixelBatch(_options.BatchSize, PixelValueCount);
            }

            foreach (var index in indices)
            {
                batch.Requested.Add(new ImageRequest(index, epoch, shown[index]++));
            }

            yield return batch;
        }
    }

    private Task FillAsync(PixelBatch batch, CancellationToken cancellationToken) => Task.Run(
        async () =>
        {
            await _slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                Fill(batch, cancellationToken);
            }
            finally
            {
                _slots.Release();
            }
        },
        cancellationToken);

    private void Fill(PixelBatch batch, CancellationToken cancellationToken)
    {
        using var use = _gate.Enter();
        foreach (var requested in batch.Requested)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_source.Read(requested, batch.Next) is { } error)
            {
                batch.Reject(error);
            }
            else
            {
                batch.Accept(requested.Index);
            }
        }
    }
}
