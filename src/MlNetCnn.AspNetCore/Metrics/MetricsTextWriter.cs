using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace MlNetCnn.AspNetCore;

/// <summary>A text format of metrics.</summary>
internal sealed class MetricsFormat
{
    /// <summary>Version 0.0.4 of the format of Prometheus.</summary>
    public static readonly MetricsFormat Prometheus = new("text/plain; version=0.0.4; charset=utf-8");

    public static readonly MetricsFormat OpenMetrics = new("application/openmetrics-text; version=1.0.0; charset=utf-8");

    private MetricsFormat(string contentType) => ContentType = contentType;

    public string ContentType { get; }

    public bool IsOpenMetrics => this == OpenMetrics;

    /// <summary>The format that an <c>Accept</c> header prefers. A scraper that accepts neither gets that of Prometheus, as is usual.</summary>
    public static MetricsFormat Preferred(IEnumerable<MediaTypeHeaderValue> accepted)
    {
        var (openMetrics, text) = (0.0, 0.0);
        foreach (var type in accepted)
        {
            var quality = type.Quality ?? 1;
            var version = HeaderUtilities.RemoveQuotes(type.Parameters.FirstOrDefault(parameter => parameter.Name.Equals("version", Ignored))?.Value ?? "");
            if (type.MediaType.Equals("application/openmetrics-text", Ignored) && (version.Length == 0 || version == "1.0.0"))
            {
                openMetrics = Math.Max(openMetrics, quality);
            }
            else if (type.MediaType.Equals("text/plain", Ignored) && (version.Length == 0 || version == "0.0.4"))
            {
                text = Math.Max(text, quality);
            }
        }

        return openMetrics > text ? OpenMetrics : Prometheus;
    }

    private const StringComparison Ignored = StringComparison.OrdinalIgnoreCase;
}

/// <summary>Writes metrics as text.</summary>
internal readonly ref struct MetricsTextWriter(IBufferWriter<byte> output, MetricsFormat format)
{
    private readonly bool _isOpenMetrics = format.IsOpenMetrics;

    public void Write(IEnumerable<MetricFamily> families)
    {
        foreach (var family in families)
        {
            var series = family.Series();
            if (series.Count > 0)
            {
                WriteHead(family);
                foreach (var single in series)
                {
                    WriteSeries(family, single);
                }
            }
        }

        if (_isOpenMetrics)
        {
            Write("# EOF\n");
        }
    }

    private void WriteHead(MetricFamily family)
    {
        var isTotal = family.Type == MetricType.Counter && !_isOpenMetrics;
        var name = isTotal ? $"{family.Name}_total" : family.Name;
        if (family.Help.Length > 0)
        {
            Write($"# HELP {name} {MetricNames.Escape(family.Help, hasQuotes: _isOpenMetrics)}\n");
        }

        Write($"# TYPE {name} {family.Type switch { MetricType.Counter => "counter", MetricType.Histogram => "histogram", _ => "gauge" }}\n");
        if (_isOpenMetrics && family.Unit.Length > 0 && family.Name.EndsWith($"_{family.Unit}", StringComparison.Ordinal))
        {
            Write($"# UNIT {name} {family.Unit}\n");
        }
    }

    private void WriteSeries(MetricFamily family, MetricSeries series)
    {
        switch (family.Type)
        {
            case MetricType.Counter:
                WriteSample(family.Name, "_total", series.Labels, series.Value);
                break;
            case MetricType.Gauge:
                WriteSample(family.Name, "", series.Labels, series.Value);
                break;
            default:
                // Read once: the last bucket and the count must agree.
                var count = 0L;
                for (var i = 0; i <= family.Boundaries.Length; i++)
                {
                    count += series.BucketCount(i);
                    WriteBucket(family, series.Labels, i < family.Boundaries.Length ? family.Boundaries[i] : double.PositiveInfinity, count);
                }

                WriteSample(family.Name, "_sum", series.Labels, series.Value);
                WriteSample(family.Name, "_count", series.Labels, count);
                break;
        }
    }

    private void WriteBucket(MetricFamily family, string labels, double boundary, long count)
    {
        Write(family.Name);
        Write("_bucket{");
        if (labels.Length > 0)
        {
            Write(labels);
            Write(",");
        }

        Write("le=\"");
        WriteNumber(boundary);

        // OpenMetrics has one form of a number for all that compare it as text: 1.0 and not 1.
        if (_isOpenMetrics && double.IsInteger(boundary) && Math.Abs(boundary) < 1e15)
        {
            Write(".0");
        }

        Write("\"} ");
        WriteNumber(count);
        Write("\n");
    }

    private void WriteSample(string name, string suffix, string labels, double value)
    {
        Write(name);
        Write(suffix);
        if (labels.Length > 0)
        {
            Write("{");
            Write(labels);
            Write("}");
        }

        Write(" ");
        WriteNumber(value);
        Write("\n");
    }

    private void Write(string text) => Encoding.UTF8.GetBytes(text, output);

    private void WriteNumber(double value)
    {
        if (double.IsFinite(value))
        {
            value.TryFormat(output.GetSpan(32), out var length, provider: CultureInfo.InvariantCulture);
            output.Advance(length);
        }
        else
        {
            Write(double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf");
        }
    }
}
