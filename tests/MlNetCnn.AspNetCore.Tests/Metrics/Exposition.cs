using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace MlNetCnn.AspNetCore.Tests;

/// <summary>A scrape, read by the rules of the format; each violation fails the test.</summary>
internal sealed partial class Exposition
{
    private readonly Dictionary<string, double> _samples = new(StringComparer.Ordinal);

    private Exposition()
    {
    }

    /// <summary>The types of metrics by name.</summary>
    public Dictionary<string, string> Types { get; } = new(StringComparer.Ordinal);

    /// <summary>The sample with the name and labels, ordered by name and unescaped: <c>a_total|b=c|d=e</c>.</summary>
    public double this[string sample] => _samples.TryGetValue(sample, out var value)
        ? value
        : throw new KeyNotFoundException($"No {sample} in:\n{string.Join('\n', _samples.Keys)}");

    public IEnumerable<string> Samples => _samples.Keys;

    public static Exposition Parse(string text, bool isOpenMetrics = false)
    {
        var result = new Exposition();
        Assert.EndsWith(isOpenMetrics ? "# EOF\n" : "\n", text, StringComparison.Ordinal);
        var lines = text[..^1].Split('\n').SkipLast(isOpenMetrics ? 1 : 0);
        var (current, type) = ("", "");
        var described = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            if (Help().Match(line) is { Success: true } help)
            {
                current = help.Groups["name"].Value;
                type = "";
                Assert.True(described.Add(current), line);
                AssertEscapes(help.Groups["text"].Value, isOpenMetrics ? "\\n\"" : "\\n");
            }
            else if (Type().Match(line) is { Success: true } head)
            {
                // The line of help, if there is one, is before.
                Assert.True(current == head.Groups["name"].Value || described.Add(head.Groups["name"].Value), line);
                current = head.Groups["name"].Value;
                type = head.Groups["type"].Value;
                Assert.True(result.Types.TryAdd(current, type), line);
                Assert.True(!isOpenMetrics || !current.EndsWith("_total", StringComparison.Ordinal), line);
            }
            else if (Unit().Match(line) is { Success: true } unit)
            {
                Assert.True(isOpenMetrics && current == unit.Groups["name"].Value, line);
                Assert.EndsWith($"_{unit.Groups["unit"].Value}", current, StringComparison.Ordinal);
            }
            else
            {
                var sample = Sample().Match(line);
                Assert.True(sample.Success, line);
                var name = sample.Groups["name"].Value;
                Assert.True(Suffixes(type, isOpenMetrics).Any(suffix => name == current + suffix), $"{line} is no sample of the {type} {current}");
                var labels = Labels(sample);
                Assert.Equal(name == $"{current}_bucket" && type == "histogram", labels.Any(label => label.StartsWith("le=", StringComparison.Ordinal)));
                Assert.True(result._samples.TryAdd(string.Join('|', labels.Prepend(name)), Number(sample.Groups["value"].Value)), $"twice: {line}");
            }
        }

        result.AssertHistograms();
        return result;
    }

    private static string[] Suffixes(string type, bool isOpenMetrics) => type switch
    {
        "counter" => [isOpenMetrics ? "_total" : ""],
        "gauge" => [""],
        "histogram" => ["_bucket", "_sum", "_count"],
        _ => [],
    };

    private static List<string> Labels(Match sample)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        var (names, values) = (sample.Groups["label"].Captures, sample.Groups["text"].Captures);
        foreach (var (index, name) in names.Select(name => name.Value).Index())
        {
            AssertEscapes(values[index].Value, "\\n\"");
            var value = Escape().Replace(values[index].Value, escape => escape.Value == "\\n" ? "\n" : escape.Value[1..]);
            Assert.True(labels.TryAdd(name, value), $"twice {name}: {sample.Value}");
        }

        return [.. labels.Select(label => $"{label.Key}={label.Value}")];
    }

    private static void AssertEscapes(string text, string allowed) =>
        Assert.All(Escape().Matches(text), escape => Assert.Contains(escape.Value[1], allowed));

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    /// <summary>Buckets ascend in bound and count, and the last is that of all.</summary>
    private void AssertHistograms()
    {
        foreach (var name in Types.Where(type => type.Value == "histogram").Select(type => type.Key))
        {
            var buckets = _samples.Where(sample => sample.Key.StartsWith($"{name}_bucket|", StringComparison.Ordinal)).GroupBy(sample => Bound().Replace(sample.Key, ""));
            Assert.NotEmpty(buckets);
            foreach (var series in buckets)
            {
                var bounds = series.Select(bucket => Number(Bound().Match(bucket.Key).Groups[1].Value)).ToList();
                Assert.Equal(bounds.Distinct().Order(), bounds);
                Assert.Equal(series.Select(bucket => bucket.Value).Order(), series.Select(bucket => bucket.Value));
                Assert.Equal(double.PositiveInfinity, bounds[^1]);
                var labels = series.Key[$"{name}_bucket".Length..];
                Assert.Equal(this[$"{name}_count{labels}"], series.Last().Value);
                Assert.Contains($"{name}_sum{labels}", Samples);
            }
        }
    }

    [GeneratedRegex("""^# HELP (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<text>.+)\z""")]
    private static partial Regex Help();

    [GeneratedRegex("""^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)\z""")]
    private static partial Regex Type();

    [GeneratedRegex("""^# UNIT (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<unit>[a-z_]+)\z""")]
    private static partial Regex Unit();

    [GeneratedRegex("""
        ^(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(?:(?<label>[a-zA-Z_][a-zA-Z0-9_]*)="(?<text>(?:[^"\\]|\\.)*)"(?:,(?!\})|(?=\})))+\})? (?<value>\+Inf|-Inf|NaN|-?[0-9]+(?:\.[0-9]+)?(?:E[+-][0-9]+)?)\z
        """)]
    private static partial Regex Sample();

    [GeneratedRegex(@"\\.")]
    private static partial Regex Escape();

    [GeneratedRegex(@"\|le=([^|]*)")]
    private static partial Regex Bound();
}
