using System.Collections.Concurrent;

namespace MlNetCnn;

/// <summary>
/// Gives the pixels of a list of picture files in batches, pass after pass: decoded once and kept in memory, or streamed.
/// Decoding runs ahead on all cores; memory is bounded in both modes.
/// </summary>
public sealed class ImageBatchLoader : IDisposable
{
    private readonly IReadOnlyList<string> _paths;
    private readonly ImageBatchLoaderOptions _options;
    private readonly int _threads;
    private readonly SemaphoreSlim _slots;
    private readonly ConcurrentBag<ImageDecoder> _idleDecoders = [];
    private readonly ConcurrentBag<PixelBatch> _idleBatches = [];
    private readonly KeptPixels? _kept;

    /// <summary>Creates a loader.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="options">How they are read, or null for the defaults.</param>
    /// <exception cref="MlNetCnnException">All pictures are to be kept, and the memory budget does not hold them.</exception>
    public ImageBatchLoader(IReadOnlyList<string> paths, ImageBatchLoaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(paths);
        _paths = paths;
        _options = options ?? new ImageBatchLoaderOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.BatchSize, 1);
        _threads = _options.Threads == 0 ? Environment.ProcessorCount : _options.Threads;
        _slots = new SemaphoreSlim(_threads);
        PixelLength = 3 * _options.Width * _options.Height;
        KeepsInMemory = Decide();
        _kept = KeepsInMemory ? new KeptPixels(paths.Count, PixelLength) : null;
    }

    /// <summary>Floats of one picture: 3 * height * width.</summary>
    public int PixelLength { get; }

    /// <summary>Whether pictures are decoded once and kept.</summary>
    public bool KeepsInMemory { get; }

    /// <summary>Makes one pass over the pictures.</summary>
    /// <param name="order">The order, as places in the list of paths; null for that of the list.</param>
    /// <param name="token">Stops the pass.</param>
    /// <returns>The batches, in order; a picture that cannot be read is among its batch's faults.</returns>
    public IAsyncEnumerable<PixelBatch> ReadAsync(IEnumerable<int>? order = null, CancellationToken token = default) =>
        OrderedBatches.RunAsync(Batches(order ?? Enumerable.Range(0, _paths.Count)), _slots, 2 * _threads, Fill, _idleBatches.Add, token);

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_idleDecoders.TryTake(out var decoder))
        {
            decoder.Dispose();
        }

        _slots.Dispose();
    }

    private bool Decide()
    {
        var needed = (long)_paths.Count * PixelLength;
        var budget = _options.MemoryBudgetBytes > 0 ? _options.MemoryBudgetBytes : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        return _options.Loading switch
        {
            ImageLoading.Stream => false,
            ImageLoading.Memory when needed > budget => throw new MlNetCnnException(
                FaultKind.Data, "DATA_OVER_MEMORY_BUDGET", $"{_paths.Count} pictures do not fit into memory",
                expected: $"at most {budget} bytes", received: $"{needed} bytes at {_options.Width}x{_options.Height}",
                fix: "raise the memory budget, or let the pictures be streamed"),
            _ => needed <= budget,
        };
    }

    private IEnumerable<PixelBatch> Batches(IEnumerable<int> order)
    {
        foreach (var wanted in order.Chunk(_options.BatchSize))
        {
            if (_idleBatches.TryTake(out var batch))
            {
                batch.Clear();
            }
            else
            {
                batch = new PixelBatch(_options.BatchSize, PixelLength);
            }

            batch.Wanted.AddRange(wanted);
            yield return batch;
        }
    }

    private void Fill(PixelBatch batch, CancellationToken token)
    {
        if (!_idleDecoders.TryTake(out var decoder))
        {
            decoder = new ImageDecoder(_options.Width, _options.Height, _options.Resize, _options.Decoder);
        }

        try
        {
            foreach (var index in batch.Wanted)
            {
                token.ThrowIfCancellationRequested();
                if (_kept is null || !_kept.TryRead(index, batch.Next, out var fault))
                {
                    fault = decoder.Decode(_paths[index], batch.Next);
                    _kept?.Keep(index, batch.Next, fault);
                }

                if (fault is null)
                {
                    batch.Accept(index);
                }
                else
                {
                    batch.Reject(fault);
                }
            }
        }
        finally
        {
            _idleDecoders.Add(decoder);
        }
    }
}
