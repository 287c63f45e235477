using System.Collections.Concurrent;

namespace MlNetCnn.Inference;

/// <summary>
/// Gives the pixels of a list of picture files in batches, pass after pass: decoded once and kept in memory, or streamed.
/// Decoding runs ahead on all cores; memory is bounded in both modes.
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
    /// <param name="options">How they are read, or null for the defaults.</param>
    /// <exception cref="MlNetCnnException">All pictures are to be kept, and the memory budget does not hold them; or the augmentation is
    /// out of its ranges.</exception>
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

    /// <summary>Floats of one picture: 3 * height * width.</summary>
    public int PixelValueCount { get; }

    /// <summary>Whether pictures are decoded once and kept; with augmentation as many as the memory budget holds.</summary>
    public bool KeepsInMemory { get; }

    /// <summary>Makes one pass over the pictures.</summary>
    /// <param name="order">The order, as places in the list of paths; null for that of the list.</param>
    /// <param name="epoch">Which epoch the random changes are drawn for; the same one gives the same pixels again.</param>
    /// <param name="cancellationToken">Stops the pass.</param>
    /// <returns>The batches, in order; a picture that cannot be read is among its batch's faults.</returns>
    public IAsyncEnumerable<PixelBatch> ReadAsync(IEnumerable<int>? order = null, int epoch = 0, CancellationToken cancellationToken = default) =>
        OrderedBatches.RunAsync(Batches(order ?? Enumerable.Range(0, _paths.Count), epoch), _slots, 2 * _threads, Fill, _idleBatches.Add, cancellationToken);

    /// <summary>Waits for the batches that are being read; a pass that is not at its end gets an <see cref="ObjectDisposedException"/>.</summary>
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
                ErrorKind.Data, ErrorCodes.DataOverMemoryBudget, $"{_paths.Count} pictures do not fit into memory",
                expected: $"at most {budget} bytes", received: $"{needed} bytes at {_options.Width}x{_options.Height}",
                fix: "raise the memory budget, or let the pictures be streamed"),
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
