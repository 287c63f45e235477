using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using MlNetCnn.Hosting.Loading;
using MlNetCnn.Hosting.Monitoring;
using MlNetCnn.Hosting.Requests;

namespace MlNetCnn.Hosting.Pool;

/// <summary>The name under which a classifier was added.</summary>
internal sealed record ClassifierName(string Name);

/// <summary>
/// All classifiers of an application, on common threads. Models are loaded before servers start to listen; when the application stops, requests are
/// still accepted for the drain delay, and models are released after the last server has stopped.
/// </summary>
internal sealed class ImageClassifierPool : IImageClassifierPool, IHostedLifecycleService, IAsyncDisposable
{
    private readonly ILogger<ImageClassifierPool> _logger;
    private readonly SortedDictionary<string, HostedClassifier> _byName = new(StringComparer.Ordinal);
    private readonly List<ModelSlot> _slots = [];
    private readonly InferenceWorkers _workers;
    private readonly InferenceResources _resources;
    private readonly ModelReloader _reloader;
    private readonly ModelWatcher _watcher;
    private readonly CancellationTokenSource _stop = new();
    private readonly IDisposable? _optionsChange;
    private readonly CancellationTokenRegistration _stopping;
    private Task _watching = Task.CompletedTask;
    private int _isDisposed;
    private volatile bool _isDraining;

    public ImageClassifierPool(
        IEnumerable<ClassifierName> names, IOptions<InferenceOptions> options, IOptionsMonitor<HostedModelOptions> modelOptions, InferenceMeters meters,
        ILogger<ImageClassifierPool> logger, RequestSaver? saver = null, TimeProvider? time = null, IHostApplicationLifetime? lifetime = null)
    {
        var common = options.Value;
        var clock = time ?? TimeProvider.System;
        _logger = logger;
        _workers = new InferenceWorkers(common.Threads);
        _resources = new InferenceResources(common, _workers.Threads, meters, saver, clock);
        _reloader = new ModelReloader(common, _workers, meters, clock, logger);
        foreach (var name in names.Select(added => added.Name))
        {
            var slot = new ModelSlot(name, () => modelOptions.Get(name));
            _slots.Add(slot);
            _byName.Add(name, new HostedClassifier(slot, _reloader, _resources));
        }

        Classifiers = [.. _byName.Values];
        _watcher = new ModelWatcher(_slots, _reloader, common, clock, logger);
        _optionsChange = modelOptions.OnChange(_ => _watcher.Wake());
        _stopping = lifetime?.ApplicationStopping.Register(() => _isDraining = true) ?? default;
        meters.Observe(() => _byName.Values.Select(classifier => (classifier.Name, classifier.InFlight, classifier.Model)));
    }

    /// <inheritdoc/>
    public IReadOnlyList<IHostedClassifier> Classifiers { get; }

    /// <inheritdoc/>
    public int Threads => _workers.Threads;

    /// <inheritdoc/>
    public bool IsDraining => _isDraining;

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

    /// <inheritdoc/>
    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var classifier in Classifiers)
        {
            var result = await classifier.ReloadAsync(cancellationToken).ConfigureAwait(false);
            if (result.Error is not null && !classifier.Options.Optional)
            {
                throw result.Error;
            }
        }

        CheckMemory();
        _watching = Task.Run(() => _watcher.RunAsync(_stop.Token), CancellationToken.None);
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        _isDraining = true;
        var delay = _resources.Options.DrainDelay;
        if (delay > TimeSpan.Zero)
        {
            HostingLog.Draining(_logger, delay.TotalSeconds);
            await Task.Delay(delay, _resources.Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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
        _resources.Close();
        await _stop.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _stopping.DisposeAsync().ConfigureAwait(false);
        _optionsChange?.Dispose();
        await _reloader.CloseAsync().ConfigureAwait(false);
        await Task.WhenAll(_slots.Select(slot => slot.Exchange(null)?.Disposed ?? Task.CompletedTask)).ConfigureAwait(false);
        _workers.Dispose();
        _resources.Meters.Dispose();
    }

    private void CheckMemory()
    {
        var estimate = MemoryEstimate.Compute([.. _slots.Select(slot => (slot.Model, slot.Options))], _resources.Options, Threads);
        var limit = _resources.Options.MemoryLimit;
        if (estimate.Total > limit)
        {
            throw new MlNetCnnException(
                ErrorKind.Environment, HostingErrorCodes.MemoryLimit, "the models and the images in flight may need more memory than allowed",
                expected: $"at most {limit} bytes", received: $"{estimate.Total} bytes ({estimate})",
                fix: "raise the limit, or lower MaxQueuedBytes, MaxImagePixels or Threads, load fewer models, or set ReloadPolicy to ReplaceFirst");
        }

        HostingLog.Memory(_logger, estimate);
    }
}
