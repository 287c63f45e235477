using System.Buffers;
using System.Diagnostics.Metrics;
using System.Numerics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MlNetCnn.AspNetCore;

/// <summary>Collects the measurements of the selected meters from the start of the application to its end.</summary>
/// <remarks>It is a hosted service because these are created before any of them starts, and it listens from then on: nothing is missed that others count
/// while they start.</remarks>
internal sealed partial class MetricsCollector : IHostedService, IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly HashSet<string> _meters;
    private readonly int _maxLabelSets;
    private readonly IMeterFactory _factory;
    private readonly ILogger<MetricsCollector> _logger;
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);

    // Observable instruments are read into the collector's own series: one scrape at a time.
    private readonly SemaphoreSlim _scrape = new(1, 1);
    private int _length;
    private int _failed;

    public MetricsCollector(IOptions<ImageClassifierMetricsOptions> options, IMeterFactory factory, ILogger<MetricsCollector> logger)
    {
        _meters = options.Value.Meters.ToHashSet(StringComparer.Ordinal);
        _maxLabelSets = options.Value.MaxLabelSets;
        _factory = factory;
        _logger = logger;
        _listener.InstrumentPublished = (instrument, _) => Enable(instrument);
        _listener.MeasurementsCompleted = (_, recorder) => Remove((InstrumentRecorder)recorder!);
        Listen<byte>();
        Listen<short>();
        Listen<int>();
        Listen<long>();
        Listen<float>();
        Listen<double>();
        Listen<decimal>();
        _listener.Start();
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();

    /// <summary>Reads all instruments.</summary>
    /// <returns>The text, in UTF-8.</returns>
    public async Task<ReadOnlyMemory<byte>> ScrapeAsync(MetricsFormat format, CancellationToken cancellationToken)
    {
        await _scrape.WaitAsync(cancellationToken);
        try
        {
            var families = Snapshot();
            Observe(families);
            var buffer = new ArrayBufferWriter<byte>(_length + 4096);
            new MetricsTextWriter(buffer, format).Write(families);
            _length = buffer.WrittenCount;
            return buffer.WrittenMemory;
        }
        finally
        {
            _scrape.Release();
        }
    }

    private void Listen<T>()
        where T : struct, INumber<T> =>
        _listener.SetMeasurementEventCallback<T>(
            static (_, value, tags, recorder) => ((InstrumentRecorder)recorder!).Record(double.CreateSaturating(value), tags));

    private void Enable(Instrument instrument)
    {
        // A process may run several applications, each with its own factory of meters.
        var isOurs = instrument.Meter.Scope is not IMeterFactory factory || ReferenceEquals(factory, _factory);
        if (isOurs && _meters.Contains(instrument.Meter.Name) && InstrumentRecorder.Create(instrument, _maxLabelSets) is { } recorder)
        {
            if (Add(recorder))
            {
                _listener.EnableMeasurementEvents(instrument, recorder);
            }
            else
            {
                LogConflict(instrument.Name, instrument.Meter.Name, recorder.Family.Name);
            }
        }
    }

    /// <returns>False if another family has a sample of the same name: the scrape could not be read.</returns>
    private bool Add(InstrumentRecorder recorder)
    {
        lock (_gate)
        {
            var family = recorder.Family;
            if (_families.TryGetValue(family.Name, out var existing))
            {
                if (!existing.IsLike(family))
                {
                    return false;
                }

                recorder.Family = family = existing;
            }
            else if (_families.Values.Any(other => other.Names.Intersect(family.Names, StringComparer.Ordinal).Any()))
            {
                return false;
            }

            _families[family.Name] = family;
            family.Recorders = [.. family.Recorders, recorder];
            return true;
        }
    }

    private void Remove(InstrumentRecorder recorder)
    {
        lock (_gate)
        {
            var family = recorder.Family;
            family.Recorders = family.Recorders.Remove(recorder);
            if (family.Recorders.IsEmpty)
            {
                _families.Remove(family.Name);
            }
        }
    }

    private List<MetricFamily> Snapshot()
    {
        lock (_gate)
        {
            return [.. _families.Values];
        }
    }

    private void Observe(List<MetricFamily> families)
    {
        foreach (var recorder in families.SelectMany(family => family.Recorders))
        {
            recorder.Forget();
        }

        try
        {
            _listener.RecordObservableInstruments();
        }
        catch (Exception exception)
        {
            // The other instruments have been read. A callback that fails is likely to fail at each scrape.
            if (Interlocked.Exchange(ref _failed, 1) == 0)
            {
                LogObservableFailed(exception);
            }
        }
    }

    [LoggerMessage(1, LogLevel.Warning,
        "The instrument '{Instrument}' of the meter '{Meter}' is not collected: another instrument has the name '{Name}', with another type or other buckets.")]
    private partial void LogConflict(string instrument, string meter, string name);

    [LoggerMessage(2, LogLevel.Warning, "An observable instrument could not be read. Further failures are not logged.")]
    private partial void LogObservableFailed(Exception exception);
}
