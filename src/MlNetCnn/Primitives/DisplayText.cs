using System.Globalization;
using System.Text;

namespace MlNetCnn.Primitives;

/// <summary>Formats numbers and text for display, the same in every culture.</summary>
[SharedInternal]
internal static class DisplayText
{
    /// <summary>Formats a proportion as a percentage with one decimal.</summary>
    public static string Percent(double proportion) =>
        double.IsNaN(proportion) ? "-" : string.Create(CultureInfo.InvariantCulture, $"{proportion * 100:F1} %");

    /// <summary>Formats a number with four decimals.</summary>
    public static string Figure(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>Formats a difference with four decimals and its sign.</summary>
    public static string Signed(double difference) => difference.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);

    /// <summary>Formats a difference of proportions in percentage points, with its sign.</summary>
    public static string Points(double difference) => (100 * difference).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " points";

    /// <summary>Formats text as a sentence with a capital letter and a period.</summary>
    public static string Sentence(string text) => text.Length == 0 ? "" : $"{char.ToUpperInvariant(text[0])}{text[1..].TrimEnd('.')}.";

    /// <summary>Formats a count and its noun.</summary>
    /// <param name="count">The count.</param>
    /// <param name="singular">The noun for one.</param>
    /// <param name="plural">The noun for any other count; null for the singular plus s.</param>
    public static string Count(long count, string singular, string? plural = null) =>
        count == 1 ? $"1 {singular}" : $"{count} {plural ?? singular + "s"}";

    /// <summary>Formats an integer with a comma between thousands.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>Lists the first few names, and the number of those left out.</summary>
    public static string List(IReadOnlyCollection<string> names)
    {
        const int shown = 8;
        var text = string.Join(", ", names.Take(shown).Select(OneLine));
        return names.Count > shown ? $"{text} and {names.Count - shown} more" : text;
    }

    /// <summary>Formats a duration in seconds.</summary>
    public static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:F1} s");

    /// <summary>Formats a number of bytes in a suitable unit.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):F1} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):F1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 10):F1} KiB"),
    };

    /// <summary>
    /// Returns a name on one line, safe for a terminal: line breaks, escape characters and marks that change the text direction are escaped.
    /// </summary>
    public static string OneLine(string text) => text.EnumerateRunes().Any(IsHidden)
        ? string.Concat(text.EnumerateRunes().Select(rune => !IsHidden(rune) ? rune.ToString() : rune.IsBmp ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}"))
        : text;

    /// <summary>Returns a path relative to the current folder if it is inside that folder, otherwise the full path.</summary>
    public static string ShortPath(string path)
    {
        var full = Path.GetFullPath(path);
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, full);
        return relative.StartsWith("..", StringComparison.Ordinal) ? full : relative;
    }

    // The joiners U+200C and U+200D are part of the spelling of some languages and of emoji.
    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.Format => rune.Value is not (0x200C or 0x200D),
        _ => false,
    };
}
