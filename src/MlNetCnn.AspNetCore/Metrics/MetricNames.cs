using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace MlNetCnn.AspNetCore;

/// <summary>Translates names, units and tags of instruments to Prometheus.</summary>
/// <remarks>Source: OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility".</remarks>
internal static class MetricNames
{
    private static readonly FrozenDictionary<string, string> Units = new Dictionary<string, string>
    {
        ["d"] = "days", ["h"] = "hours", ["min"] = "minutes", ["s"] = "seconds", ["ms"] = "milliseconds", ["us"] = "microseconds", ["ns"] = "nanoseconds",
        ["By"] = "bytes", ["KiBy"] = "kibibytes", ["MiBy"] = "mebibytes", ["GiBy"] = "gibibytes", ["TiBy"] = "tibibytes",
        ["KBy"] = "kilobytes", ["MBy"] = "megabytes", ["GBy"] = "gigabytes", ["TBy"] = "terabytes",
        ["m"] = "meters", ["V"] = "volts", ["A"] = "amperes", ["J"] = "joules", ["W"] = "watts", ["g"] = "grams", ["Cel"] = "celsius", ["Hz"] = "hertz",
        ["%"] = "percent",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> UnitsOfRates = new Dictionary<string, string>
    {
        ["s"] = "second", ["m"] = "minute", ["h"] = "hour", ["d"] = "day", ["w"] = "week", ["mo"] = "month", ["y"] = "year",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The unit as the suffix of a name; empty for none.</summary>
    public static string Unit(string? unit, MetricType type)
    {
        var plain = WithoutAnnotations(unit ?? "");
        if (plain is "" or "1")
        {
            return plain == "1" && plain == unit && type == MetricType.Gauge ? "ratio" : "";
        }

        var slash = plain.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return Valid(Units.GetValueOrDefault(plain, plain), "").Trim('_');
        }

        var (amount, per) = (plain[..slash], plain[(slash + 1)..]);
        amount = amount == "1" ? "" : Units.GetValueOrDefault(amount, amount);
        return per.Length == 0 ? Valid(amount, "").Trim('_') : Valid($"{amount}_per_{UnitsOfRates.GetValueOrDefault(per, per)}", "").Trim('_');
    }

    /// <summary>The name of a metric, without the suffix of a counter.</summary>
    public static string Metric(string name, string unit, MetricType type)
    {
        var valid = Valid(name, ":");
        if (type == MetricType.Counter && valid.EndsWith("_total", StringComparison.Ordinal))
        {
            valid = valid[..^"_total".Length];
        }

        return unit.Length == 0 || valid.EndsWith($"_{unit}", StringComparison.Ordinal)
            ? valid
            : $"{valid}_{unit}".Replace("__", "_", StringComparison.Ordinal);
    }

    /// <summary>The labels as text, ordered by name, without braces. Tags without a value are no labels: Prometheus does not tell them apart.</summary>
    public static string Labels(
        ReadOnlySpan<KeyValuePair<string, object?>> common, ReadOnlySpan<KeyValuePair<string, object?>> tags, MetricType type)
    {
        var texts = new List<(string Key, string Text)>(common.Length + tags.Length);
        foreach (var tag in (ReadOnlySpan<KeyValuePair<string, object?>>)[.. common, .. tags])
        {
            if (Text(tag.Value) is { Length: > 0 } text)
            {
                texts.Add((tag.Key ?? "", text));
            }
        }

        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, text) in texts.OrderBy(tag => tag.Key, StringComparer.Ordinal))
        {
            var valid = Valid(key, "");
            var name = valid == "le" && type == MetricType.Histogram ? "exported_le" : valid;

            // "a.b" and "a_b" are one label.
            labels[name] = labels.TryGetValue(name, out var other) ? $"{other};{text}" : text;
        }

        return string.Join(',', labels.Select(label => $"{label.Key}=\"{Escape(label.Value, hasQuotes: true)}\""));
    }

    /// <summary>Escapes a text for the value of a label, or for a line of help.</summary>
    public static string Escape(string text, bool hasQuotes)
    {
        var escaped = text.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("\n", @"\n", StringComparison.Ordinal);
        return hasQuotes ? escaped.Replace("\"", "\\\"", StringComparison.Ordinal) : escaped;
    }

    /// <summary>Replaces what a name may not have by underscores, one for several in a row.</summary>
    private static string Valid(string name, string others)
    {
        var valid = new StringBuilder(name.Length + 1);
        foreach (var character in name)
        {
            if (char.IsAsciiDigit(character) && valid.Length == 0)
            {
                valid.Append('_');
            }

            if (char.IsAsciiLetterOrDigit(character) || others.Contains(character, StringComparison.Ordinal))
            {
                valid.Append(character);
            }
            else if (valid.Length == 0 || valid[^1] != '_')
            {
                valid.Append('_');
            }
        }

        return valid.Length == 0 ? "_" : valid.ToString();
    }

    /// <summary>A unit without comments in braces, as <c>{request}</c>.</summary>
    private static string WithoutAnnotations(string unit)
    {
        while (unit.IndexOf('{', StringComparison.Ordinal) is var start and >= 0)
        {
            var end = unit.IndexOf('}', start);
            unit = end < 0 ? unit[..start] : unit.Remove(start, end + 1 - start);
        }

        return unit;
    }

    private static string Text(object? value)
    {
        try
        {
            return value switch
            {
                null => "",
                string text => text,
                bool truth => truth ? "true" : "false",
                IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
                Array items => string.Join(',', items.Cast<object?>().Select(Text)),
                _ => value.ToString() ?? "",
            };
        }
        catch (Exception)
        {
            // Whoever measures must not fail because of a tag.
            return value!.GetType().Name;
        }
    }
}
