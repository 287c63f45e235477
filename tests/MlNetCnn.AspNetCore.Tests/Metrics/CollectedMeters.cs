using System.Diagnostics.Metrics;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Xunit;

namespace MlNetCnn.AspNetCore.Tests;

/// <summary>A collector that listens to one meter of the test, without a server.</summary>
internal sealed class CollectedMeters : IDisposable
{
    private readonly ServiceProvider _services;
    private readonly MetricsCollector _collector;

    public CollectedMeters(Action<ImageClassifierMetricsOptions>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Log));
        services.AddImageClassifierMetrics(options =>
        {
            options.Meters.Clear();
            options.Meters.Add(Name);
            configure?.Invoke(options);
        });
        _services = services.BuildServiceProvider();
        _collector = _services.GetRequiredService<MetricsCollector>();
        Meter = _services.GetRequiredService<IMeterFactory>().Create(new MeterOptions(Name));
    }

    // Tests run beside each other, and all listeners hear all meters.
    public string Name { get; } = $"Test.{Guid.NewGuid():N}";

    public Meter Meter { get; }

    public LogEntries Log { get; } = new();

    /// <summary>What a scrape returns; on this thread, whose culture must not matter.</summary>
    public string Scrape(bool isOpenMetrics = false)
    {
        var scrape = _collector.ScrapeAsync(isOpenMetrics ? MetricsFormat.OpenMetrics : MetricsFormat.Prometheus, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(scrape.GetAwaiter().GetResult().Span);
    }

    public Exposition Parse(bool isOpenMetrics = false) => Exposition.Parse(Scrape(isOpenMetrics), isOpenMetrics);

    public void Dispose() => _services.Dispose();
}
