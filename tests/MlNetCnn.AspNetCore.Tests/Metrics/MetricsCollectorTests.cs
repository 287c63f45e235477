using System.Diagnostics.Metrics;
using Microsoft.Extensions.Logging;
using Xunit;

namespace MlNetCnn.AspNetCore.Tests;

/// <summary>What the collector listens to, and what it costs.</summary>
public sealed class MetricsCollectorTests
{
    [Fact]
    public void LabelSetsBeyondTheLimit_AreOneSeries()
    {
        using var meters = new CollectedMeters();
        var (counter, other) = (meters.Meter.CreateCounter<int>("c"), meters.Meter.CreateCounter<int>("other"));
        var ids = 0;
        meters.Meter.CreateObservableGauge("o", () => Enumerable.Range(ids++ * 1000, 2001).Select(id => new Measurement<int>(id, Id(id))));
        for (var round = 0; round < 2; round++)
        {
            for (var id = 0; id < 2500; id++)
            {
                counter.Add(1, Id(id));
            }
        }

        other.Add(1, Id(9999));
        meters.Parse();
        var scrape = meters.Parse();

        Assert.Equal(2001, scrape.Samples.Count(sample => sample.StartsWith("c_total", StringComparison.Ordinal)));
        Assert.Equal(1000, scrape["c_total|otel_metric_overflow=true"]);
        Assert.Equal(2, scrape["c_total|id=1999"]);
        Assert.Equal(1, scrape["other_total|id=9999"]);
        Assert.Equal(2001, scrape.Samples.Count(sample => sample.StartsWith("o|", StringComparison.Ordinal)));
        Assert.Equal(3000, scrape["o|otel_metric_overflow=true"]);
        Assert.Equal(1000, scrape["o|id=1000"]);
    }

    [Fact]
    public void Limit_IsAnOption()
    {
        using var meters = new CollectedMeters(options => options.MaxLabelSets = 1);
        var counter = meters.Meter.CreateCounter<int>("c");
        counter.Add(1, Id(1));
        counter.Add(2, Id(2));
        counter.Add(4);
        counter.Add(8, Id(1));

        var scrape = meters.Parse();

        Assert.Equal(9, scrape["c_total|id=1"]);
        Assert.Equal(6, scrape["c_total|otel_metric_overflow=true"]);
    }

    [Fact]
    public void Measurements_WithKnownTags_AllocateNothing()
    {
        using var meters = new CollectedMeters();
        var counter = meters.Meter.CreateCounter<long>("c");
        var gauge = meters.Meter.CreateGauge<decimal>("g");
        var upDown = meters.Meter.CreateUpDownCounter<int>("u");
        var histogram = meters.Meter.CreateHistogram<double>("h");
        object status = 200;
        const int Rounds = 20_000;
        Record(Rounds);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Record(Rounds);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(2 * Rounds, meters.Parse()["h_count|a=x|b=y|c=z|d=200"]);
        Assert.True(allocated < Rounds, $"{(double)allocated / Rounds:0.00} bytes for 4 measurements");

        void Record(int rounds)
        {
            for (var i = 0; i < rounds; i++)
            {
                counter.Add(1, new("a", "x"), new KeyValuePair<string, object?>("b", status));
                gauge.Record(1, new KeyValuePair<string, object?>("a", "x"));
                upDown.Add(1);
                histogram.Record(0.5, [new("a", "x"), new("b", "y"), new("c", "z"), new("d", status)]);
            }
        }
    }

    /// <summary>Each scrape meanwhile is valid and never goes back, and nothing is lost.</summary>
    [Fact]
    public async Task ScrapesAndMeasurements_AtATime_AreSafe()
    {
        const int Threads = 4;
        const int Each = 60_000;
        using var meters = new CollectedMeters();
        var counter = meters.Meter.CreateCounter<int>("c");
        var histogram = meters.Meter.CreateHistogram<int>("h");
        var bucket = meters.Meter.CreateHistogram("bucket", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [] });
        meters.Meter.CreateObservableGauge("o", () => Enumerable.Range(0, 50).Select(id => new Measurement<int>(id, Id(id))));
        using var start = new Barrier(Threads);
        var recording = Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait();
                for (var i = 0; i < Each; i++)
                {
                    bucket.Record(1);
                    counter.Add(1, Id(i % 500));
                    histogram.Record(i % 20, Id(i % 3));
                    if (i % 1000 == 0)
                    {
                        using var meter = new Meter(meters.Name);
                        meter.CreateCounter<int>($"short.{thread}.{i}").Add(1);
                    }
                }
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));
        var scraping = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            var (scrapes, last) = (0, 0.0);
            do
            {
                var scrape = meters.Parse(isOpenMetrics: scrapes++ % 2 == 0);
                var total = scrape.Samples.Where(sample => sample.StartsWith("c_total", StringComparison.Ordinal)).Sum(sample => scrape[sample]);
                Assert.True(total >= last);
                Assert.Equal(50, scrape.Samples.Count(sample => sample.StartsWith("o|", StringComparison.Ordinal)));
                last = total;
            }
            while (!recording.IsCompleted);
            return scrapes;
        })).ToList();

        await recording;
        Assert.All(await Task.WhenAll(scraping), scrapes => Assert.True(scrapes > 0));

        var final = meters.Parse();
        Assert.Equal(Threads * Each, final.Samples.Where(sample => sample.StartsWith("c_total", StringComparison.Ordinal)).Sum(sample => final[sample]));
        Assert.Equal(Threads * Each, final["bucket_count"]);
        Assert.Equal(Threads * Each, final["bucket_sum"]);
        Assert.Equal(Threads * Each, Enumerable.Range(0, 3).Sum(id => final[$"h_count|id={id}"]));
        Assert.Equal(Threads * (Each / 20 * 190), Enumerable.Range(0, 3).Sum(id => final[$"h_sum|id={id}"]));
        Assert.DoesNotContain(final.Samples, sample => sample.StartsWith("short", StringComparison.Ordinal));
    }

    [Fact]
    public void DisposedMeters_Vanish_AndTheirTwinsStay()
    {
        using var meters = new CollectedMeters();
        var first = new Meter(meters.Name);
        first.CreateCounter<int>("c").Add(1, Id(1));
        using (var second = new Meter(meters.Name, "2"))
        {
            second.CreateCounter<int>("c").Add(2, Id(1));
            second.CreateCounter<int>("c").Add(4, Id(2));
            second.CreateHistogram<int>("h").Record(1);
            var both = meters.Parse();
            Assert.Equal(3, both["c_total|id=1"]);
            Assert.Equal(4, both["c_total|id=2"]);
            Assert.Equal(1, both["h_count"]);
        }

        Assert.Equal(["c_total|id=1"], meters.Parse().Samples);
        Assert.Equal(1, meters.Parse()["c_total|id=1"]);
        first.Dispose();
        Assert.Equal("", meters.Scrape());
        Assert.Equal("# EOF\n", meters.Scrape(isOpenMetrics: true));
    }

    /// <summary>Its name is free for an instrument of another kind.</summary>
    [Fact]
    public void NameOfADisposedMeter_IsFree()
    {
        using var meters = new CollectedMeters();
        using (var first = new Meter(meters.Name))
        {
            first.CreateCounter<int>("c").Add(1);
        }

        meters.Meter.CreateGauge<int>("c.total").Record(5);

        Assert.Equal("gauge", meters.Parse().Types["c_total"]);
        Assert.Empty(meters.Log.Entries);
    }

    [Fact]
    public void InstrumentsWhoseSamplesWouldClash_AreLeftOutWithAWarning()
    {
        using var meters = new CollectedMeters();
        meters.Meter.CreateCounter<int>("a").Add(1);
        meters.Meter.CreateGauge<int>("a").Record(2);
        meters.Meter.CreateGauge<int>("a_total").Record(3);
        meters.Meter.CreateHistogram<int>("h").Record(4);
        meters.Meter.CreateGauge<int>("h.count").Record(5);
        using var second = new Meter(meters.Name);
        second.CreateHistogram("h", advice: new InstrumentAdvice<int> { HistogramBucketBoundaries = [1] }).Record(6);

        var scrape = meters.Parse();
        meters.Parse(isOpenMetrics: true);

        Assert.Equal(["a_total", "h"], scrape.Types.Keys);
        Assert.Equal(1, scrape["a_total"]);
        Assert.Equal(1, scrape["h_count"]);
        Assert.Equal(["a", "a_total", "h.count", "h"], meters.Log.Entries.Where(entry => entry.Level == LogLevel.Warning).Select(entry => entry.Text.Split('\'')[1]));
    }

    [Fact]
    public void ObservableThatFails_CostsNoOther_AndIsLoggedOnce()
    {
        using var meters = new CollectedMeters();
        meters.Meter.CreateObservableGauge("before", () => 1);
        meters.Meter.CreateObservableGauge("bad", Fail);
        meters.Meter.CreateObservableGauge("behind", () => 2);

        Assert.Equal(["before", "behind"], meters.Parse().Samples);
        Assert.Equal(["before", "behind"], meters.Parse().Samples);
        var warning = Assert.Single(meters.Log.Entries);
        Assert.Equal(LogLevel.Warning, warning.Level);
        Assert.Contains("no value", warning.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherMeters_AreNotCollected()
    {
        using var meters = new CollectedMeters();
        using var other = new Meter($"{meters.Name}.Other");
        using var otherCase = new Meter(meters.Name.ToUpperInvariant());
        other.CreateCounter<int>("a").Add(1);
        otherCase.CreateCounter<int>("b").Add(1);
        meters.Meter.CreateCounter<int>("c").Add(1);

        Assert.Equal(["c_total"], meters.Parse().Samples);
        Assert.False(new Meter(other.Name).CreateCounter<int>("d").Enabled);
    }

    private static int Fail() => throw new InvalidOperationException("no value");

    private static KeyValuePair<string, object?> Id(int id) => new("id", id);
}
