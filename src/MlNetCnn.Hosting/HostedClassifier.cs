using System.Buffers;
using System.Globalization;
using MlNetCnn.Hosting.Loading;
using MlNetCnn.Hosting.Monitoring;
using MlNetCnn.Hosting.Requests;

namespace MlNetCnn.Hosting;

/// <summary>A classifier: its loaded model, and the number of images that wait for it.</summary>
internal sealed class HostedClassifier(ImageClassifierPool pool, string name) : IHostedClassifier
{
    private const int PlacesPerThread = 16;
    private const int FirstBuffer = 64 * 1024;

    private readonly Lock _runLock = new();

    private LoadedModel? _current;
    private int _inFlight;
    private int _version;
    private double _runPart;

    /// <inheritdoc/>
    public event EventHandler<HostedModelChangedEventArgs>? Changed;

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public HostedModelOptions Options => pool.ModelOptions(name);

    /// <inheritdoc/>
    public HostedModel? Model => Volatile.Read(ref _current)?.Info;

    /// <inheritdoc/>
    public Exception? LoadError { get; set; }

    /// <summary>The card of the model that was loaded last, whose classes clients expect, or null.</summary>
    public ModelCard? LastCard { get; set; }

    /// <inheritdoc/>
    public bool IsQueueFull => InFlight >= Capacity;

    /// <summary>What the loader and the watcher know about the file.</summary>
    public WatchState Watch { get; } = new();

    /// <summary>The number of images that are waiting or being processed.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>The maximum of <see cref="InFlight"/>.</summary>
    public int Capacity => Options.QueueCapacity is > 0 and var capacity ? capacity : PlacesPerThread * pool.Threads;

    /// <summary>The bytes of all classifiers.</summary>
    public ByteBudget Bytes => pool.Bytes;

    /// <summary>The measurements.</summary>
    public InferenceMeters Meters => pool.Meters;

    /// <summary>The loaded model, or null.</summary>
    public LoadedModel? Current => Volatile.Read(ref _current);

    /// <inheritdoc/>
    public InferenceRequest BeginRequest(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (pool.IsClosed)
        {
            throw Reject(RejectionReason.Draining);
        }

        if (Current is null)
        {
            throw Reject(RejectionReason.NotLoaded);
        }

        if (IsQueueFull)
        {
            throw Reject(RejectionReason.QueueFull);
        }

        var longest = pool.Options.RequestTimeout;
        return new InferenceRequest(this, timeout < longest ? Positive(timeout.Value) : longest, pool.Time, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<HostedPrediction> PredictAsync(ReadOnlyMemory<byte> image, CancellationToken cancellationToken = default)
    {
        using var request = BeginRequest(null, cancellationToken);
        request.AddBytes(image.Length);
        request.Enter();
        return new HostedPrediction(await request.PredictAsync(image).ConfigureAwait(false), request.Model);
    }

    /// <inheritdoc/>
    public async Task<HostedPrediction> PredictAsync(Stream image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        using var request = BeginRequest(null, cancellationToken);
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            // One byte more than allowed, which the decoder reports like a file that is too large.
            var (length, limit) = (0, Options.MaxImageBytes + 1);
            while (length < limit)
            {
                if (length == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * length, Array.MaxLength));
                    buffer.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                var free = buffer.AsMemory(length, (int)Math.Min(buffer.Length - length, limit - length));
                var read = await image.ReadAsync(free, request.CancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    break;
                }

                request.AddBytes(read);
                length += read;
            }

            request.Enter();
            return new HostedPrediction(await request.PredictAsync(buffer.AsMemory(0, length)).ConfigureAwait(false), request.Model);
        }
        catch (OperationCanceledException exception) when (exception.CancellationToken == request.CancellationToken)
        {
            throw request.Ended(exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public async Task<HostedPrediction> PredictAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using var request = BeginRequest(null, cancellationToken);
        request.Enter();
        return new HostedPrediction(await request.PredictAsync(path).ConfigureAwait(false), request.Model);
    }

    /// <inheritdoc/>
    public Task<ReloadResult> ReloadAsync(CancellationToken cancellationToken = default) => pool.ReloadAsync(this, cancellationToken);

    /// <summary>Takes places in the queue, and the model.</summary>
    public LoadedModel Enter(int images)
    {
        if (pool.IsClosed)
        {
            throw Reject(RejectionReason.Draining);
        }

        if (!TryTakePlaces(images))
        {
            throw Reject(RejectionReason.QueueFull);
        }

        // A model whose last user has gone between the two steps has a successor, or none.
        while (Current is { } model)
        {
            if (model.TryAcquire())
            {
                return model;
            }
        }

        Leave(images);
        throw Reject(pool.IsClosed ? RejectionReason.Draining : RejectionReason.NotLoaded);
    }

    /// <summary>Gives places in the queue back.</summary>
    public void Leave(int images) => Interlocked.Add(ref _inFlight, -images);

    /// <summary>Counts a rejection.</summary>
    public InferenceRejectedException Reject(RejectionReason reason)
    {
        var (meter, message) = reason switch
        {
            RejectionReason.QueueFull => ("queue_full", $"The queue of '{name}' is full: {Capacity} images are waiting or being processed."),
            RejectionReason.MemoryFull => ("memory_full", $"The images in memory have reached the limit of {pool.Options.MaxQueuedBytes} bytes."),
            RejectionReason.NotLoaded => ("not_loaded", $"No model is loaded for '{name}'; the host loads it when it starts."),
            RejectionReason.Draining => ("draining", "The application has stopped."),
            _ => ("timeout", $"The request was not completed in time; the limit is {pool.Options.RequestTimeout.TotalSeconds:0.###} seconds."),
        };
        Meters.Rejected(name, meter);
        return new InferenceRejectedException(reason, message);
    }

    /// <summary>Records a prediction.</summary>
    public void Completed(ReadOnlyMemory<byte> image, ImagePrediction prediction, HostedModel model)
    {
        Meters.Image(name, prediction);
        if (!image.IsEmpty)
        {
            pool.Saver?.Offer(image, prediction, model);
        }

        if (prediction.Timings.BatchSize > 0)
        {
            Meters.Runs(name, WholeRuns(prediction.Timings.BatchSize));
        }
    }

    /// <summary>Returns the version of the next model.</summary>
    public string NextVersion() => (++_version).ToString(CultureInfo.InvariantCulture);

    /// <summary>Replaces the model.</summary>
    /// <param name="next">The new one, or null.</param>
    /// <returns>The old one, released, or null.</returns>
    public LoadedModel? Exchange(LoadedModel? next)
    {
        var previous = Interlocked.Exchange(ref _current, next);
        previous?.Release();
        return previous;
    }

    /// <summary>Raises <see cref="Changed"/>.</summary>
    public void OnChanged(HostedModel? previous, HostedModel current) => Changed?.Invoke(this, new HostedModelChangedEventArgs(previous, current));

    private static TimeSpan Positive(TimeSpan timeout) => timeout > TimeSpan.Zero ? timeout : TimeSpan.FromMilliseconds(1);

    /// <summary>Adds the part of an image in the run of its batch, and returns the runs that are complete.</summary>
    private long WholeRuns(int batchSize)
    {
        if (batchSize == 1)
        {
            return 1;
        }

        lock (_runLock)
        {
            _runPart += 1.0 / batchSize;
            var whole = (long)(_runPart + 1e-6);
            _runPart -= whole;
            return whole;
        }
    }

    private bool TryTakePlaces(int images)
    {
        var capacity = Capacity;
        var count = InFlight;
        while (count == 0 || count + images <= capacity)
        {
            var seen = Interlocked.CompareExchange(ref _inFlight, count + images, count);
            if (seen == count)
            {
                return true;
            }

            count = seen;
        }

        return false;
    }
}
