using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlNetCnn.Hosting.Loading;
using MlNetCnn.Hosting.Monitoring;
using MlNetCnn.Hosting.Requests;

namespace MlNetCnn.Hosting;

/// <summary>The name under which a classifier was added.</summary>
internal sealed record ClassifierName(string Name);

/// <summary>
/// All classifiers of an application, on common threads. Models are loaded before servers start to listen; when the application stops, requests are
/// still accepted for the drain delay, and models are released after the last server has stopped.
/// </summary>
internal sealed class ImageClassifierPool : IImageClassifierPool, IHostedLifecycleService, IAsyncDisposable
{
    private readonly IOptionsMonitor<HostedModelOptions> _modelOptions;
    private readonly ILogger<ImageClassifierPool> _logger;
    private readonly SortedDictionary<string, HostedClassifier> _byName = new(StringComparer.Ordinal);
    private readonly InferenceWorkers _workers;

    // One load at a time in the process: each takes the memory of a model.
    private readonly SemaphoreSlim _loading = new(1, 1);
    private readonly SemaphoreSlim _wake = new(0, 1);
    private readonly CancellationTokenSource _stop = new();
    private readonly IDisposable? _optionsChange;
    private readonly CancellationTokenRegistration _stopping;
    private Task _watching = Task.CompletedTask;
    private int _isDisposed;
    private volatile bool _isDraining;
    private volatile bool _isClosed;

    public ImageClassifierPool(
        IEnumerable<ClassifierName> names, IOptions<InferenceOptions> options, IOptionsMonitor<HostedModelOptions> modelOptions, InferenceMeters meters,
        ILogger<ImageClassifierPool> logger, RequestSaver? saver = null, TimeProvider? time = null, IHostApplicationLifetime? lifetime = null)
    {
        Saver = saver;
        Options = options.Value;
        Meters = meters;
        Time = time ?? TimeProvider.System;
        _modelOptions = modelOptions;
        _logger = logger;
        _workers = new InferenceWorkers(Options.Threads);
        Bytes = new ByteBudget(Options.MaxQueuedBytes);
        foreach (var name in names.Select(added => added.Name))
        {
            _byName.Add(name, new HostedClassifier(this, name));
        }

        Hosted = [.. _byName.Values];
        _optionsChange = modelOptions.OnChange(_ => Wake());
        _stopping = lifetime?.ApplicationStopping.Register(() => _isDraining = true) ?? default;
        meters.Observe(() => Hosted);
    }

    /// <summary>The classifiers.</summary>
    public IReadOnlyList<HostedClassifier> Hosted { get; }

    /// <inheritdoc/>
    public IReadOnlyList<IHostedClassifier> Classifiers => Hosted;

    /// <inheritdoc/>
    public bool IsDraining => _isDraining;

    /// <summary>Whether requests are no longer accepted.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>The common options.</summary>
    public InferenceOptions Options { get; }

    /// <summary>The measurements.</summary>
    public InferenceMeters Meters { get; }

    /// <summary>Keeps the images that a model is unsure of, or null.</summary>
    public RequestSaver? Saver { get; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; }

    /// <summary>The bytes of images in memory.</summary>
    public ByteBudget Bytes { get; }

    /// <inheritdoc/>
    public int Threads => _workers.Threads;

    /// <summary>The memory needed by calculation.</summary>
    public MemoryEstimate Memory => MemoryEstimate.Compute(Hosted, Options, Threads);

    /// <inheritdoc/>
    public bool TryGet(string name, [NotNullWhen(true)] out IHostedClassifier? classifier)
    {
        ArgumentNullException.ThrowIfNull(name);
        var isFound = _byName.TryGetValue(name, out var found);
        classifier = found;
        return isFound;
    }

    /// <inheritdoc/>
    public IHostedClassifier Get(string name = "") =>
        TryGet(name, out var classifier)
            ? classifier
            : throw new KeyNotFoundException(
                $"There is no classifier '{name}'. Added are: {string.Join(", ", _byName.Keys.Select(added => $"'{added}'"))}.");

    /// <summary>The options of a model, as configured now.</summary>
    public HostedModelOptions ModelOptions(string name) => _modelOptions.Get(name);

    /// <summary>Waits, unless the options change.</summary>
    public async Task WaitAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var changed = _wake.WaitAsync(end.Token);
        await Task.WhenAny(changed, Task.Delay(time, Time, end.Token)).ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var classifier in Hosted)
        {
            var result = await ReloadAsync(classifier, cancellationToken).ConfigureAwait(false);
            if (result.Error is not null && !classifier.Options.Optional)
            {
                throw result.Error;
            }
        }

        CheckMemory(Memory);
        HostingLog.Memory(_logger, Memory);
        _watching = Task.Run(() => new ModelWatcher(this, _logger).RunAsync(_stop.Token), CancellationToken.None);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isDraining = true;
        if (Options.DrainDelay > TimeSpan.Zero)
        {
            HostingLog.Draining(_logger, Options.DrainDelay.TotalSeconds);
            await Task.Delay(Options.DrainDelay, Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => DisposeAsync().AsTask();

    /// <summary>Waits for the images that are being processed, and releases the models.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0)
        {
            return;
        }

        _isDraining = true;
        _isClosed = true;
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.DisposeAsync().ConfigureAwait(false);
        _optionsChange?.Dispose();
        await _loading.WaitAsync().ConfigureAwait(false);
        await Task.WhenAll(Hosted.Select(classifier => classifier.Exchange(null)?.Disposed ?? Task.CompletedTask)).ConfigureAwait(false);
        _workers.Dispose();
        Meters.Dispose();
    }

    /// <summary>Loads a model if its file or its settings have changed.</summary>
    public async Task<ReloadResult> ReloadAsync(HostedClassifier classifier, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);

            // Reading, parsing and optimizing the network block a thread, which must not be the caller's.
            return await Task.Run(() => LoadAsync(classifier, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _loading.Release();
        }
    }

    private void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // The watcher has not looked since the last change; it sees both.
        }
    }

    private async Task<ReloadResult> LoadAsync(HostedClassifier classifier, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var previous = classifier.Current;
        try
        {
            var settings = LoadSettings.From(classifier.Name, classifier.Options);
            CheckBudget(classifier);
            classifier.Watch.Loaded = FileStamp.Read(settings.Path);
            var (bytes, sha256, stamp) = ModelFileReader.Read(settings.Path);
            classifier.Watch.Loaded = stamp;
            if (previous is not null && previous.Info.Sha256 == sha256 && previous.Settings == settings)
            {
                classifier.LoadError = null;
                return new ReloadResult(ReloadOutcome.Unchanged, previous.Info);
            }

            if (Options.ReloadPolicy == ReloadPolicy.ReplaceFirst && classifier.Exchange(null) is { } replaced)
            {
                await replaced.Disposed.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            var loaded = await ModelLoader.LoadAsync(bytes, settings, _workers, cancellationToken).ConfigureAwait(false);
            var info = new HostedModel
            {
                Name = classifier.Name,
                Version = classifier.NextVersion(),
                Sha256 = sha256,
                LoadedAt = Time.GetUtcNow(),
                Card = loaded.Card,
                FileBytes = bytes.Length,
            };
            var next = new LoadedModel(loaded, info, settings);
            try
            {
                if (classifier.LastCard is { } card && !classifier.Options.AllowClassChange)
                {
                    ModelLoader.CheckClasses(classifier.Name, card, loaded.Card);
                }
            }
            catch
            {
                next.Release();
                throw;
            }

            classifier.Exchange(next);
            classifier.LastCard = loaded.Card;
            classifier.LoadError = null;
            Meters.Reload(classifier.Name, ReloadOutcome.Replaced);
            HostingLog.Loaded(
                _logger, classifier.Name, info.Version, info.Card.ClassNames.Count, sha256, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            Raise(classifier, previous?.Info, info);

            FreedMemory.Release();
            return new ReloadResult(ReloadOutcome.Replaced, info);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            Meters.Reload(classifier.Name, ReloadOutcome.Failed);
            if (exception is not MlNetCnnException { Code: HostingErrorCodes.ModelStillWritten })
            {
                classifier.LoadError = exception;
                HostingLog.LoadFailed(
                    _logger, classifier.Name, classifier.Model is { } kept ? $"version {kept.Version} stays" : "no model is loaded", exception);
            }

            return new ReloadResult(ReloadOutcome.Failed, classifier.Model, exception);
        }
    }

    private void Raise(HostedClassifier classifier, HostedModel? previous, HostedModel current)
    {
        try
        {
            classifier.OnChanged(previous, current);
        }
        catch (Exception exception)
        {
            HostingLog.HandlerFailed(_logger, classifier.Name, exception);
        }
    }

    private void CheckBudget(HostedClassifier classifier)
    {
        if (classifier.Options.MaxImageBytes > Options.MaxQueuedBytes)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.OptionOutOfRange, $"'{classifier.Name}' accepts images that the queue has no room for",
                expected: $"MaxImageBytes of at most MaxQueuedBytes, {Options.MaxQueuedBytes}", received: $"{classifier.Options.MaxImageBytes}",
                fix: "raise MaxQueuedBytes, or lower MaxImageBytes");
        }
    }

    private void CheckMemory(MemoryEstimate estimate)
    {
        if (estimate.Total > Options.MemoryLimit)
        {
            throw new MlNetCnnException(
                ErrorKind.Environment, HostingErrorCodes.MemoryLimit, "the models and the images in flight may need more memory than allowed",
                expected: $"at most {Options.MemoryLimit} bytes", received: $"{estimate.Total} bytes ({estimate})",
                fix: "raise the limit, or lower MaxQueuedBytes, MaxImagePixels or Threads, load fewer models, or set ReloadPolicy to ReplaceFirst");
        }
    }
}
