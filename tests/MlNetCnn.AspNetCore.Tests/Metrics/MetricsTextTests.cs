using System.Diagnostics.Metrics;
using System.Globalization;
using Microsoft.Net.Http.Headers;
using Xunit;

namespace MlNetCnn.AspNetCore.Tests;

/// <summary>The text of each kind of instrument.</summary>
public sealed class MetricsTextTests : IDisposable
{
    private readonly CollectedMeters _meters = new();

    public void Dispose() => _meters.Dispose();

    [Fact]
    public void Counter_IsATotal()
    {
        var counter = _meters.Meter.CreateCounter<long>("mlnetcnn.images", "{image}", "Images that were scored.");
        counter.Add(2, new KeyValuePair<string, object?>("outcome", "success"), new("mlnetcnn.model.name", "flowers"));
        counter.Add(1, new KeyValuePair<string, object?>("outcome", "error"), new("mlnetcnn.model.name", "flowers"));
        counter.Add(40, new KeyValuePair<string, object?>("mlnetcnn.model.name", "flowers"), new("outcome", "success"));

        AssertScrape(
            """
            # HELP mlnetcnn_images_total Images that were scored.
            # TYPE mlnetcnn_images_total counter
            mlnetcnn_images_total{mlnetcnn_model_name="flowers",outcome="error"} 1
            mlnetcnn_images_total{mlnetcnn_model_name="flowers",outcome="success"} 42

            """,
            """
            # HELP mlnetcnn_images Images that were scored.
            # TYPE mlnetcnn_images counter
            mlnetcnn_images_total{mlnetcnn_model_name="flowers",outcome="error"} 1
            mlnetcnn_images_total{mlnetcnn_model_name="flowers",outcome="success"} 42
            # EOF

            """);
    }

    [Fact]
    public void UpDownCounterAndGauge_AreGauges()
    {
        var queue = _meters.Meter.CreateUpDownCounter<int>("queue.length", "{request}");
        queue.Add(5);
        queue.Add(-7);
        var temperature = _meters.Meter.CreateGauge<double>("temperature", "Cel");
        temperature.Record(20);
        temperature.Record(-0.1);
        _meters.Meter.CreateGauge<double>("odd").Record(double.NaN);
        _meters.Meter.CreateGauge<double>("infinite").Record(double.NegativeInfinity);

        AssertScrape(
            """
            # TYPE infinite gauge
            infinite -Inf
            # TYPE odd gauge
            odd NaN
            # TYPE queue_length gauge
            queue_length -2
            # TYPE temperature_celsius gauge
            temperature_celsius -0.1

            """,
            """
            # TYPE infinite gauge
            infinite -Inf
            # TYPE odd gauge
            odd NaN
            # TYPE queue_length gauge
            queue_length -2
            # TYPE temperature_celsius gauge
            # UNIT temperature_celsius celsius
            temperature_celsius -0.1
            # EOF

            """);
    }

    /// <summary>A measurement on a boundary is in its bucket.</summary>
    [Fact]
    public void Histogram_HasTheAdvisedBuckets()
    {
        var duration = _meters.Meter.CreateHistogram(
            "http.server.request.duration", "s", "Duration of HTTP server requests.", tags: null, new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.005, 1, 10] });
        foreach (var seconds in (double[])[0, 0.005, 0.0050001, 1, 10, 11])
        {
            duration.Record(seconds, new KeyValuePair<string, object?>("http.route", "/classify/{model}"));
        }

        AssertScrape(
            """
            # HELP http_server_request_duration_seconds Duration of HTTP server requests.
            # TYPE http_server_request_duration_seconds histogram
            http_server_request_duration_seconds_bucket{http_route="/classify/{model}",le="0.005"} 2
            http_server_request_duration_seconds_bucket{http_route="/classify/{model}",le="1"} 4
            http_server_request_duration_seconds_bucket{http_route="/classify/{model}",le="10"} 5
            http_server_request_duration_seconds_bucket{http_route="/classify/{model}",le="+Inf"} 6
            http_server_request_duration_seconds_sum{http_route="/classify/{model}"} 22.0100001
            http_server_request_duration_seconds_count{http_route="/classify/{model}"} 6

            """,
            """
            # HELP http_server_request_duration_seconds Duration of HTTP server requests.
            # TYPE http_server_request_duration_seconds histogram
            # UNIT http_server_request_duration_seconds seconds
            http_server_request_duration_seconds_bucket{http_route="/classify/{model}",le="0.005"} 2
            http_server_request_duration_seconds_bucket{http_route="/classify/{model}",le="1.0"} 4
            http_server_request_duration_seconds_bucket{http_route="/classify/{model}",le="10.0"} 5
            http_server_request_duration_seconds_bucket{http_route="/classify/{model}",le="+Inf"} 6
            http_server_request_duration_seconds_sum{http_route="/classify/{model}"} 22.0100001
            http_server_request_duration_seconds_count{http_route="/classify/{model}"} 6
            # EOF

            """);
    }

    [Fact]
    public void Histogram_WithoutAdvice_HasTheDefaultBuckets()
    {
        _meters.Meter.CreateHistogram<int>("size").Record(7);
        _meters.Meter.CreateHistogram("one", advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [] }).Record(7);

        var scrape = _meters.Parse();

        Assert.Equal(
            [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000, double.PositiveInfinity],
            scrape.Samples.Where(sample => sample.StartsWith("size_bucket", StringComparison.Ordinal)).Select(sample => sample.Split('=')[1])
                .Select(bound => bound == "+Inf" ? double.PositiveInfinity : double.Parse(bound, CultureInfo.InvariantCulture)));
        Assert.Equal(0, scrape["size_bucket|le=5"]);
        Assert.Equal(1, scrape["size_bucket|le=10"]);
        Assert.Equal(["one_bucket|le=+Inf", "one_sum", "one_count"], scrape.Samples.Where(sample => sample.StartsWith("one", StringComparison.Ordinal)));
    }

    /// <summary>Observable instruments are read at the scrape, and what they no longer report is gone.</summary>
    [Fact]
    public void ObservableInstruments_AreReadAtTheScrape()
    {
        var collections = 0L;
        Measurement<double>[] states = [new(0.5, new KeyValuePair<string, object?>("state", "used")), new(0.25, new KeyValuePair<string, object?>("state", "idle"))];
        _meters.Meter.CreateObservableCounter("gc.collections", () => ++collections, "{collection}");
        _meters.Meter.CreateObservableUpDownCounter("memory", () => (short)-3, "By");
        _meters.Meter.CreateObservableGauge("load", () => states, "1");

        AssertText(
            """
            # TYPE gc_collections_total counter
            gc_collections_total 1
            # TYPE load_ratio gauge
            load_ratio{state="idle"} 0.25
            load_ratio{state="used"} 0.5
            # TYPE memory_bytes gauge
            memory_bytes -3

            """,
            _meters.Scrape());
        states = [new Measurement<double>(0.75, new KeyValuePair<string, object?>("state", "used"))];
        AssertText(
            """
            # TYPE gc_collections counter
            gc_collections_total 2
            # TYPE load_ratio gauge
            # UNIT load_ratio ratio
            load_ratio{state="used"} 0.75
            # TYPE memory_bytes gauge
            # UNIT memory_bytes bytes
            memory_bytes -3
            # EOF

            """,
            _meters.Scrape(isOpenMetrics: true));
    }

    [Fact]
    public void AllTypesOfNumbers_AreCollected()
    {
        _meters.Meter.CreateCounter<byte>("byte").Add(byte.MaxValue);
        _meters.Meter.CreateCounter<short>("short").Add(short.MaxValue);
        _meters.Meter.CreateCounter<int>("int").Add(int.MaxValue);
        _meters.Meter.CreateCounter<long>("long").Add(1L << 53);
        _meters.Meter.CreateCounter<float>("float").Add(1.5f);
        _meters.Meter.CreateCounter<double>("double").Add(1e300);
        _meters.Meter.CreateCounter<decimal>("decimal").Add(12345.678m);
        _meters.Meter.CreateHistogram("advised", advice: new InstrumentAdvice<decimal> { HistogramBucketBoundaries = [0.1m] }).Record(0.1m);

        var scrape = _meters.Parse();

        Assert.Equal(255, scrape["byte_total"]);
        Assert.Equal(32767, scrape["short_total"]);
        Assert.Equal(2147483647, scrape["int_total"]);
        Assert.Equal(9007199254740992, scrape["long_total"]);
        Assert.Equal(1.5, scrape["float_total"]);
        Assert.Equal(1e300, scrape["double_total"]);
        Assert.Equal(12345.678, scrape["decimal_total"]);
        Assert.Equal(1, scrape["advised_bucket|le=0.1"]);
    }

    [Theory]
    [InlineData("a.b-c/d", null, "a_b_c_d")]
    [InlineData("a..b", null, "a_b")]
    [InlineData("1st", null, "_1st")]
    [InlineData("größe", null, "gr_e")]
    [InlineData("duration", "s", "duration_seconds")]
    [InlineData("duration", "ms", "duration_milliseconds")]
    [InlineData("duration.seconds", "s", "duration_seconds")]
    [InlineData("heap", "By", "heap_bytes")]
    [InlineData("heap", "MiBy", "heap_mebibytes")]
    [InlineData("requests", "{request}", "requests")]
    [InlineData("requests", "{request}/s", "requests_per_second")]
    [InlineData("flow", "By/s", "flow_bytes_per_second")]
    [InlineData("flow", "By/fortnight", "flow_bytes_per_fortnight")]
    [InlineData("load", "1", "load_ratio")]
    [InlineData("load", "%", "load_percent")]
    [InlineData("load", "", "load")]
    [InlineData("load", "furlong", "load_furlong")]
    [InlineData("load", "a b\n", "load_a_b")]
    [InlineData("items_total", null, "items_total")]
    public void Names_AreThoseOfOpenTelemetry(string name, string? unit, string expected)
    {
        _meters.Meter.CreateGauge<int>(name, unit).Record(1);

        Assert.Equal([expected], _meters.Parse().Samples);
    }

    [Theory]
    [InlineData("items", null, "items_total")]
    [InlineData("items.total", null, "items_total")]
    [InlineData("items.total", "s", "items_seconds_total")]
    [InlineData("items.seconds.total", "s", "items_seconds_total")]
    [InlineData("items", "1", "items_total")]
    [InlineData("io", "By", "io_bytes_total")]
    public void NamesOfCounters_EndWithTotal(string name, string? unit, string expected)
    {
        _meters.Meter.CreateCounter<int>(name, unit).Add(1);

        Assert.Equal([expected], _meters.Parse().Samples);
        Assert.Equal([expected], _meters.Parse(isOpenMetrics: true).Samples);
    }

    [Fact]
    public void HelpAndLabels_AreEscaped()
    {
        _meters.Meter.CreateGauge<int>("g", description: "Line 1\nline \"2\" with \\.")
            .Record(1, new KeyValuePair<string, object?>("path", "C:\\new\n\"x\""), new("text", "{a=\"b\"} 1 # é 🌹"));

        AssertScrape(
            """
            # HELP g Line 1\nline "2" with \\.
            # TYPE g gauge
            g{path="C:\\new\n\"x\"",text="{a=\"b\"} 1 # é 🌹"} 1

            """,
            """
            # HELP g Line 1\nline \"2\" with \\.
            # TYPE g gauge
            g{path="C:\\new\n\"x\"",text="{a=\"b\"} 1 # é 🌹"} 1
            # EOF

            """);
        Assert.Equal(["g|path=C:\\new\n\"x\"|text={a=\"b\"} 1 # é 🌹"], _meters.Parse().Samples);
    }

    [Fact]
    public void Labels_AreValid_WhateverTheTagsAre()
    {
        var counter = _meters.Meter.CreateCounter<int>("c");
        counter.Add(1, new KeyValuePair<string, object?>("a.b", "x"), new("a_b", "y"), new("a0", true));
        counter.Add(1, new KeyValuePair<string, object?>("1st", 1.5), new("__x", 7L), new("", 'c'));
        counter.Add(1, new KeyValuePair<string, object?>("day", DayOfWeek.Friday), new("list", new[] { 1, 2 }), new("bad", new Unprintable()));
        counter.Add(1, new KeyValuePair<string, object?>("half", "\uD800"));
        _meters.Meter.CreateHistogram<int>("h").Record(1, new KeyValuePair<string, object?>("le", "tag"));

        var scrape = _meters.Parse();

        Assert.Equal(1, scrape["c_total|a0=true|a_b=x;y"]);
        Assert.Equal(1, scrape["c_total|_=c|_1st=1.5|_x=7"]);
        Assert.Equal(1, scrape["c_total|bad=Unprintable|day=Friday|list=1,2"]);
        Assert.Equal(1, scrape["c_total|half=\uFFFD"]);
        Assert.Equal(1, scrape["h_count|exported_le=tag"]);
    }

    /// <summary>Prometheus rejects a scrape with two samples of equal labels.</summary>
    [Fact]
    public void TagsThatAreTheSameLabels_AreOneSeries()
    {
        var counter = _meters.Meter.CreateCounter<int>("c");
        counter.Add(1);
        counter.Add(1, new KeyValuePair<string, object?>("a", null));
        counter.Add(1, new KeyValuePair<string, object?>("a", ""));
        counter.Add(1, new KeyValuePair<string, object?>("a", 1));
        counter.Add(1, new KeyValuePair<string, object?>("a", "1"));
        counter.Add(1, new KeyValuePair<string, object?>("a", 1L));
        for (var i = 0; i < 10; i++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("a", new[] { 2 }));
        }

        var scrape = _meters.Parse();

        Assert.Equal(["c_total", "c_total|a=1", "c_total|a=2"], scrape.Samples);
        Assert.Equal([3.0, 3.0, 10.0], scrape.Samples.Select(sample => scrape[sample]));
    }

    /// <summary>A tag that is an object may have another text at the next measurement.</summary>
    [Fact]
    public void TagThatChanges_IsReadAtEachMeasurement()
    {
        var counter = _meters.Meter.CreateCounter<int>("c");
        int[] tag = [1];
        counter.Add(1, new KeyValuePair<string, object?>("a", tag));
        tag[0] = 2;
        counter.Add(1, new KeyValuePair<string, object?>("a", tag));

        Assert.Equal(["c_total|a=1", "c_total|a=2"], _meters.Parse().Samples);
    }

    [Fact]
    public void TagsOfInstrumentsAndMeters_AreLabels()
    {
        using var meter = new Meter(_meters.Name, "1", [new("meter", "m")]);
        meter.CreateCounter<int>("c", null, null, [new KeyValuePair<string, object?>("instrument", "i")]).Add(1, new KeyValuePair<string, object?>("tag", "t"));

        Assert.Equal(["c_total|instrument=i|meter=m|tag=t"], _meters.Parse().Samples);
    }

    [Fact]
    public void MeasurementsThatWouldSpoilASum_AreIgnored()
    {
        var counter = _meters.Meter.CreateCounter<double>("c");
        var upDown = _meters.Meter.CreateUpDownCounter<double>("u");
        var histogram = _meters.Meter.CreateHistogram<double>("h");
        foreach (var value in (double[])[1, double.NaN, double.PositiveInfinity, -1])
        {
            counter.Add(value);
            upDown.Add(value);
            histogram.Record(value);
        }

        var scrape = _meters.Parse();

        Assert.Equal(1, scrape["c_total"]);
        Assert.Equal(0, scrape["u"]);
        Assert.Equal(2, scrape["h_count"]);
        Assert.Equal(0, scrape["h_sum"]);
    }

    [Fact]
    public void Culture_DoesNotMatter()
    {
        var culture = CultureInfo.CurrentCulture;
        var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        comma.NumberFormat.NumberDecimalSeparator = ",";
        comma.NumberFormat.NegativeSign = "~";
        try
        {
            CultureInfo.CurrentCulture = comma;
            _meters.Meter.CreateGauge<double>("g").Record(-1.5, new KeyValuePair<string, object?>("a", -2.5));
            _meters.Meter.CreateHistogram("h", advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [-0.5] }).Record(-0.75);

            var scrape = _meters.Parse();

            Assert.Equal(-1.5, scrape["g|a=-2.5"]);
            Assert.Equal(1, scrape["h_bucket|le=-0.5"]);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    [Theory]
    [InlineData(null, false)]
    [InlineData("*/*", false)]
    [InlineData("text/plain", false)]
    [InlineData("text/html", false)]
    [InlineData("application/openmetrics-text", true)]
    [InlineData("application/openmetrics-text; version=1.0.0", true)]
    [InlineData("application/openmetrics-text; version=\"1.0.0\"; charset=utf-8", true)]
    [InlineData("application/openmetrics-text; version=2.0.0", false)]
    [InlineData("application/openmetrics-text; q=0", false)]
    [InlineData("application/openmetrics-text;q=0.4,text/plain;version=0.0.4;q=0.5", false)]
    [InlineData("application/openmetrics-text;version=1.0.0;q=0.5,application/openmetrics-text;version=0.0.1;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", true)]
    [InlineData("application/openmetrics-text;version=1.0.0;escaping=allow-utf-8;q=0.6,text/plain;version=1.0.0;q=0.4,text/plain;version=0.0.4;q=0.3,*/*;q=0.2", true)]
    [InlineData("application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited;q=0.7,text/plain;version=0.0.4;q=0.3", false)]
    public void Format_IsTheAcceptedOne(string? accept, bool isOpenMetrics) =>
        Assert.Equal(isOpenMetrics, MetricsFormat.Preferred(accept is null ? [] : MediaTypeHeaderValue.ParseList([accept])).IsOpenMetrics);

    private void AssertScrape(string text, string openMetrics)
    {
        AssertText(text, _meters.Scrape());
        AssertText(openMetrics, _meters.Scrape(isOpenMetrics: true));
        _meters.Parse();
        _meters.Parse(isOpenMetrics: true);
    }

    private static void AssertText(string expected, string actual) => Assert.Equal(expected.ReplaceLineEndings("\n"), actual);

    private sealed class Unprintable
    {
        public override string ToString() => throw new InvalidOperationException();
    }
}
