using MlNetCnn.Hosting.Loading;

namespace MlNetCnn.Hosting.Requests;

/// <summary>A classifier: a model that can be replaced, and the places of the images that wait for it.</summary>
internal sealed class HostedClassifier : IHostedClassifier
{
    private const int PlacesPerThread = 16;

    private readonly ModelSlot _slot;
    private readonly ModelReloader _reloader;
    private readonly InferenceResources _resources;
    private readonly Lock _runLock = new();
    private int _inFlight;
    private double _runPart;

    public HostedClassifier(ModelSlot slot, ModelReloader reloader, InferenceResources resources)
    {
        (_slot, _reloader, _resources) = (slot, reloader, resources);
        slot.Changed += (_, change) => Changed?.Invoke(this, change);
    }

    /// <inheritdoc/>
    public event EventHandler<HostedModelChangedEventArgs>? Changed;

    /// <inheritdoc/>
    public string Name => _slot.Name;

    /// <inheritdoc/>
    public HostedModelOptions Options => _slot.Options;

    /// <inheritdoc/>
    public HostedModel? Model => _slot.Model;

    /// <inheritdoc/>
    public Exception? LoadError => _slot.LoadError;

    /// <inheritdoc/>
    public bool IsQueueFull => InFlight >= Capacity;

    /// <summary>The number of images that are waiting or being processed.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>What the requests to all classifiers share.</summary>
    public InferenceResources Resources => _resources;

    private int Capacity => Options.QueueCapacity is > 0 and var capacity ? capacity : PlacesPerThread * _resources.Threads;

    /// <inheritdoc/>
    public InferenceRequest BeginRequest(TimeSpan? timeout = null, CancellationToken cancellationToken = default)
    {
        if (_resources.IsClosed)
        {
            throw Reject(RejectionReason.Draining);
        }

        if (_slot.Current is null)
        {
            throw Reject(RejectionReason.NotLoaded);
        }

        if (IsQueueFull)
        {
            throw Reject(RejectionReason.QueueFull);
        }

        var longest = _resources.Options.RequestTimeout;
        return new InferenceRequest(this, timeout < longest ? Positive(timeout.Value) : longest, cancellationToken);
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
        using var buffer = new ImageBuffer(request, Options.MaxImageBytes);

        // Bytes above the limit are rejected by the decoder, like a file that is too large.
        await buffer.ReadAsync(image).ConfigureAwait(false);
        request.Enter();
        return new HostedPrediction(await request.PredictAsync(buffer.Bytes).ConfigureAwait(false), request.Model);
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
    public Task<ReloadResult> ReloadAsync(CancellationToken cancellationToken = default) => _reloader.ReloadAsync(_slot, cancellationToken);

    /// <summary>Takes places in the queue, and the model.</summary>
    public LoadedModel Enter(int images)
    {
        if (_resources.IsClosed)
        {
            throw Reject(RejectionReason.Draining);
        }

        if (!TryTakePlaces(images))
        {
            throw Reject(RejectionReason.QueueFull);
        }

        // A model whose last user has gone between the two steps has a successor, or none.
        while (_slot.Current is { } model)
        {
            if (model.TryAcquire())
            {
                return model;
            }
        }

        Leave(images);
        throw Reject(_resources.IsClosed ? RejectionReason.Draining : RejectionReason.NotLoaded);
    }

    /// <summary>Gives places in the queue back.</summary>
    public void Leave(int images) => Interlocked.Add(ref _inFlight, -images);

    /// <summary>Counts a rejection.</summary>
    public InferenceRejectedException Reject(RejectionReason reason)
    {
        var (meter, message) = reason switch
        {
            RejectionReason.QueueFull => ("queue_full", $"The queue of '{Name}' is full: {Capacity} images are waiting or being processed."),
            RejectionReason.MemoryFull => ("memory_full", $"The images in memory have reached the limit of {_resources.Options.MaxQueuedBytes} bytes."),
            RejectionReason.NotLoaded => ("not_loaded", $"No model is loaded for '{Name}'; the host loads it when it starts."),
            RejectionReason.Draining => ("draining", "The application has stopped."),
            _ => ("timeout", $"The request was not completed in time; the limit is {_resources.Options.RequestTimeout.TotalSeconds:0.###} seconds."),
        };
        _resources.Meters.Rejected(Name, meter);
        return new InferenceRejectedException(reason, message);
    }

    /// <summary>Records a prediction.</summary>
    public void Completed(ReadOnlyMemory<byte> image, ImagePrediction prediction, HostedModel model)
    {
        _resources.Meters.Image(Name, prediction);
        if (!image.IsEmpty)
        {
            _resources.Saver?.Offer(image, prediction, model);
        }

        if (prediction.Timings.BatchSize > 0)
        {
            _resources.Meters.Runs(Name, WholeRuns(prediction.Timings.BatchSize));
        }
    }

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
