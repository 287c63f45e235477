using System.Globalization;
using System.Text;

namespace MlNetCnn.Primitives;

/// <summary>Numbers and words as people read them, the same in every culture.</summary>
[SharedInternal]
internal static class DisplayText
{
    /// <summary>A proportion as a percentage with one decimal.</summary>
    public static string Percent(double proportion) =>
        double.IsNaN(proportion) ? "-" : string.Create(CultureInfo.InvariantCulture, $"{proportion * 100:F1} %");

    /// <summary>A figure with 4 decimals.</summary>
    public static string Figure(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);

    /// <summary>A difference of figures with its sign.</summary>
    public static string Signed(double difference) => difference.ToString("+0.0000;-0.0000;0.0000", CultureInfo.InvariantCulture);

    /// <summary>A difference of proportions in percentage points, with its sign.</summary>
    public static string Points(double difference) => (100 * difference).ToString("+0.0;-0.0;0.0", CultureInfo.InvariantCulture) + " points";

    /// <summary>A sentence with its capital letter and its full stop.</summary>
    public static string Sentence(string text) => text.Length == 0 ? "" : $"{char.ToUpperInvariant(text[0])}{text[1..].TrimEnd('.')}.";

    /// <summary>A count with its word.</summary>
    /// <param name="count">The count.</param>
    /// <param name="singular">The word for one.</param>
    /// <param name="plural">The word for any other count; null for the singular with an s.</param>
    public static string Count(long count, string singular, string? plural = null) =>
        count == 1 ? $"1 {singular}" : $"{count} {plural ?? singular + "s"}";

    /// <summary>A whole number with a comma between thousands.</summary>
    public static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>The first few names of a list, and how many more there are.</summary>
    public static string List(IReadOnlyCollection<string> names)
    {
        const int shown = 8;
        var text = string.Join(", ", names.Take(shown).Select(OneLine));
        return names.Count > shown ? $"{text} and {names.Count - shown} more" : text;
    }

    /// <summary>A duration in seconds.</summary>
    public static string Seconds(double seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds:F1} s");

    /// <summary>Bytes in the unit that keeps the number short.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        >= 1L << 30 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 30):F1} GiB"),
        >= 1L << 20 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 20):F1} MiB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1L << 10):F1} KiB"),
    };

    /// <summary>
    /// A name on one line, as it is: a newline or an escape in it must not reach the terminal, nor a mark that turns the order of letters round.
    /// </summary>
    public static string OneLine(string text) => text.EnumerateRunes().Any(IsHidden)
        ? string.Concat(text.EnumerateRunes().Select(rune => !IsHidden(rune) ? rune.ToString() : rune.IsBmp ? $"\\u{rune.Value:x4}" : $"\\U{rune.Value:x8}"))
        : text;

    /// <summary>A path from the current folder where it lies in or below that, else the full path.</summary>
    public static string ShortPath(string path)
    {
        var full = Path.GetFullPath(path);
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, full);
        return relative.StartsWith("..", StringComparison.Ordinal) ? full : relative;
    }

    // The joiners, U+200C and U+200D, are needed to spell some languages and emoji.
    private static bool IsHidden(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => true,
        UnicodeCategory.Format => rune.Value is not (0x200C or 0x200D),
        _ => false,
    };
}
