using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Numerics;
using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace MlNetCnn.AspNetCore;

internal enum MetricType
{
    Counter,
    Gauge,
    Histogram,
}

/// <summary>The instruments that are one metric of Prometheus. There is usually one; two meters of one name can have one each.</summary>
internal sealed class MetricFamily
{
    public MetricFamily(Instrument instrument, MetricType type)
    {
        Type = type;
        Unit = MetricNames.Unit(instrument.Unit, type);
        Name = MetricNames.Metric(instrument.Name, Unit, type);
        Help = instrument.Description ?? "";
        Boundaries = type == MetricType.Histogram ? HistogramBoundaries.Of(instrument) : [];
    }

    /// <summary>The name, without the suffix of a counter.</summary>
    public string Name { get; }

    public MetricType Type { get; }

    /// <summary>The unit as in the name; empty for none.</summary>
    public string Unit { get; }

    public string Help { get; }

    /// <summary>The upper bounds (inclusive) of the buckets of a histogram, ascending, without infinity.</summary>
    public double[] Boundaries { get; }

    public ImmutableList<InstrumentRecorder> Recorders { get; set; } = [];

    /// <summary>The names that no other family may use.</summary>
    public IEnumerable<string> Names => Type switch
    {
        MetricType.Counter => [Name, $"{Name}_total"],
        MetricType.Histogram => [Name, $"{Name}_bucket", $"{Name}_sum", $"{Name}_count"],
        _ => [Name],
    };

    public bool IsLike(MetricFamily other) => Type == other.Type && Boundaries.AsSpan().SequenceEqual(other.Boundaries);

    /// <summary>The series of all instruments, ordered by labels.</summary>
    public List<MetricSeries> Series()
    {
        var recorders = Recorders;
        var series = recorders.SelectMany(recorder => recorder.Series);
        if (recorders.Count > 1)
        {
            series = series.GroupBy(single => single.Labels, (labels, same) => MetricSeries.Sum(labels, Boundaries.Length, same), StringComparer.Ordinal);
        }

        return [.. series.OrderBy(single => single.Labels, StringComparer.Ordinal)];
    }
}

/// <summary>Receives the measurements of an instrument.</summary>
/// <remarks>Thread-safe. A measurement with known tags takes no lock and allocates nothing.</remarks>
internal sealed class InstrumentRecorder
{
    private const string Overflow = "otel_metric_overflow=\"true\"";

    private readonly bool _isObservable;
    private readonly bool _isLastValue;
    private readonly Tag[] _tags;
    private readonly int _maxLabelSets;
    private readonly ConcurrentDictionary<string, MetricSeries> _byLabels = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Tag[], MetricSeries> _byTags = new(new TagsComparer());
    private readonly ConcurrentDictionary<Tag[], MetricSeries>.AlternateLookup<ReadOnlySpan<Tag>> _lookup;
    private readonly Lock _gate = new();
    private int _labelSets;
    private int _tagSets;

    private InstrumentRecorder(Instrument instrument, MetricType type, bool isLastValue, int maxLabelSets)
    {
        Family = new MetricFamily(instrument, type);
        _isObservable = instrument.IsObservable;
        _isLastValue = isLastValue;
        _tags = [.. instrument.Meter.Tags ?? [], .. instrument.Tags ?? []];
        _maxLabelSets = maxLabelSets;
        _lookup = _byTags.GetAlternateLookup<ReadOnlySpan<Tag>>();
    }

    public MetricFamily Family { get; set; }

    public IEnumerable<MetricSeries> Series => _byLabels.Values;

    /// <returns>Null for an instrument of an unknown kind.</returns>
    public static InstrumentRecorder? Create(Instrument instrument, int maxLabelSets)
    {
        var kind = instrument.GetType() is { IsGenericType: true } type ? type.GetGenericTypeDefinition() : null;
        MetricType? metric =
            kind == typeof(Counter<>) || kind == typeof(ObservableCounter<>) ? MetricType.Counter
            : kind == typeof(UpDownCounter<>) || kind == typeof(ObservableUpDownCounter<>) ? MetricType.Gauge
            : kind == typeof(Gauge<>) || kind == typeof(ObservableGauge<>) ? MetricType.Gauge
            : kind == typeof(Histogram<>) ? MetricType.Histogram
            : null;
        var isLastValue = kind == typeof(Gauge<>) || kind == typeof(ObservableGauge<>);
        return metric is { } known ? new InstrumentRecorder(instrument, known, isLastValue, maxLabelSets) : null;
    }

    public void Record(double value, ReadOnlySpan<Tag> tags)
    {
        if (_isLastValue)
        {
            Find(tags).Set(value);
        }
        else if (double.IsFinite(value) && (Family.Type != MetricType.Counter || value >= 0))
        {
            // A sum that once was NaN or infinite would stay so, and a counter that decreases counts as restarted.
            var series = Find(tags);
            if (Family.Type == MetricType.Histogram)
            {
                series.Count(Family.Boundaries, value);
            }

            series.Add(value);
        }
    }

    /// <summary>Drops the series of an observable instrument, which reports all of them at each scrape.</summary>
    public void Forget()
    {
        if (_isObservable)
        {
            _byLabels.Clear();
            _labelSets = 0;
        }
    }

    private MetricSeries Find(ReadOnlySpan<Tag> tags)
    {
        if (_lookup.TryGetValue(tags, out var series))
        {
            return series;
        }

        // Tags that differ can be the same labels: in another order, or 1 and "1".
        var labels = MetricNames.Labels(_tags, tags, Family.Type);
        if (!_byLabels.TryGetValue(labels, out series))
        {
            series = Add(labels);
        }

        Remember(tags, labels, series);
        return series;
    }

    private MetricSeries Add(string labels)
    {
        if (_labelSets >= _maxLabelSets && _byLabels.TryGetValue(Overflow, out var overflow))
        {
            return overflow;
        }

        lock (_gate)
        {
            if (_byLabels.TryGetValue(labels, out var existing))
            {
                return existing;
            }

            if (_labelSets < _maxLabelSets)
            {
                _labelSets++;
            }
            else
            {
                labels = Overflow;
            }

            return _byLabels.GetOrAdd(labels, static (labels, buckets) => new MetricSeries(labels, buckets), Family.Boundaries.Length);
        }
    }

    private void Remember(ReadOnlySpan<Tag> tags, string labels, MetricSeries series)
    {
        // Objects such as arrays are other ones at each measurement, or change; and tags beyond the limit have no end.
        if (_isObservable || series.Labels != labels || _tagSets >= 4L * _maxLabelSets || !TagsComparer.AreValues(tags))
        {
            return;
        }

        lock (_gate)
        {
            if (_tagSets < 4L * _maxLabelSets && _lookup.TryAdd(tags, series))
            {
                _tagSets++;
            }
        }
    }

    /// <summary>Compares tags in their order.</summary>
    private sealed class TagsComparer : IEqualityComparer<Tag[]>, IAlternateEqualityComparer<ReadOnlySpan<Tag>, Tag[]>
    {
        public static bool AreValues(ReadOnlySpan<Tag> tags)
        {
            foreach (var tag in tags)
            {
                if (Convert.GetTypeCode(tag.Value) == TypeCode.Object)
                {
                    return false;
                }
            }

            return true;
        }

        public Tag[] Create(ReadOnlySpan<Tag> alternate) => alternate.ToArray();

        public bool Equals(Tag[]? x, Tag[]? y) => Equals(x.AsSpan(), y!);

        public bool Equals(ReadOnlySpan<Tag> alternate, Tag[] other)
        {
            if (alternate.Length != other.Length)
            {
                return false;
            }

            for (var i = 0; i < other.Length; i++)
            {
                if (!string.Equals(alternate[i].Key, other[i].Key, StringComparison.Ordinal) || !Equals(alternate[i].Value, other[i].Value))
                {
                    return false;
                }
            }

            return true;
        }

        public int GetHashCode(Tag[] obj) => GetHashCode(obj.AsSpan());

        public int GetHashCode(ReadOnlySpan<Tag> alternate)
        {
            var hash = default(HashCode);
            foreach (var tag in alternate)
            {
                hash.Add(tag.Key);
                hash.Add(tag.Value);
            }

            return hash.ToHashCode();
        }
    }
}

/// <summary>The value of an instrument for one label set.</summary>
/// <remarks>Thread-safe. While measurements are recorded, the sum of a histogram may be read with one more or less than its count has.</remarks>
internal sealed class MetricSeries(string labels, int boundaries)
{
    private readonly long[] _counts = new long[boundaries + 1];
    private double _value;

    /// <summary>The labels as text, without braces.</summary>
    public string Labels { get; } = labels;

    /// <summary>The value, or the sum of a histogram.</summary>
    public double Value => Volatile.Read(ref _value);

    public static MetricSeries Sum(string labels, int boundaries, IEnumerable<MetricSeries> series)
    {
        var sum = new MetricSeries(labels, boundaries);
        foreach (var single in series)
        {
            sum.Add(single.Value);
            for (var i = 0; i <= boundaries; i++)
            {
                sum._counts[i] += single.BucketCount(i);
            }
        }

        return sum;
    }

    /// <summary>The number of measurements in a bucket; not those of lower buckets.</summary>
    public long BucketCount(int bucket) => Volatile.Read(ref _counts[bucket]);

    public void Set(double value) => Volatile.Write(ref _value, value);

    public void Add(double value)
    {
        var seen = Volatile.Read(ref _value);
        while (true)
        {
            var before = Interlocked.CompareExchange(ref _value, seen + value, seen);
            if (before.Equals(seen))
            {
                return;
            }

            seen = before;
        }
    }

    public void Count(double[] boundaries, double value)
    {
        var index = Array.BinarySearch(boundaries, value);
        Interlocked.Increment(ref _counts[index < 0 ? ~index : index]);
    }
}

/// <summary>The boundaries of the buckets of histograms.</summary>
internal static class HistogramBoundaries
{
    /// <summary>Those of OpenTelemetry for instruments that advise none.</summary>
    private static readonly double[] Default = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000];

    public static double[] Of(Instrument instrument)
    {
        var advised = instrument switch
        {
            Histogram<double> histogram => Advised(histogram),
            Histogram<float> histogram => Advised(histogram),
            Histogram<long> histogram => Advised(histogram),
            Histogram<int> histogram => Advised(histogram),
            Histogram<short> histogram => Advised(histogram),
            Histogram<byte> histogram => Advised(histogram),
            Histogram<decimal> histogram => Advised(histogram),
            _ => null,
        };
        return advised is null ? Default : [.. advised.Where(double.IsFinite).Distinct().Order()];
    }

    private static IEnumerable<double>? Advised<T>(Histogram<T> histogram)
        where T : struct, INumber<T> =>
        histogram.Advice?.HistogramBucketBoundaries?.Select(double.CreateSaturating);
}
