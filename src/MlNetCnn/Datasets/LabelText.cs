using System.Globalization;
using System.Text;

namespace MlNetCnn.Datasets;

/// <summary>Finds labels that are hard to tell apart.</summary>
internal static class LabelText
{
    private const char Accented = '\u0301';

    /// <summary>Warns of labels that differ only by case, whitespace or Unicode form, as happens when a dataset is copied from another system.</summary>
    /// <param name="labels">The labels, all different.</param>
    /// <returns>The warnings, one sentence each.</returns>
    public static IEnumerable<string> Lookalikes(IEnumerable<string> labels) => labels
        .GroupBy(label => Folded(label, withoutAccents: true), StringComparer.Ordinal)
        .SelectMany(alike => alike.Any(IsDecomposed) ? [alike] : alike.GroupBy(label => Folded(label, withoutAccents: false), StringComparer.Ordinal))
        .Select(alike => alike.Order(StringComparer.Ordinal).ToArray())
        .Where(alike => alike.Length > 1)
        .OrderBy(alike => alike[0], StringComparer.Ordinal)
        .Select(alike => $"the classes {string.Join(" and ", alike.Select(Spelled))} differ only by case, whitespace or Unicode form and count as separate "
            + "classes; use one name if they are the same class");

    // An application in globalization-invariant mode, such as the console tool, cannot normalize: a letter with an accent, as one
    // character or two, then counts as any accented letter. A warning too many is acceptable.
    private static string Folded(string label, bool withoutAccents)
    {
        var text = new StringBuilder(label.Length);
        foreach (var rune in label.ToUpperInvariant().EnumerateRunes())
        {
            if (withoutAccents && text.Length > 0 && IsMark(rune))
            {
                text[^1] = Accented;
            }
            else if (!Rune.IsWhiteSpace(rune) && Rune.GetUnicodeCategory(rune) != UnicodeCategory.Format)
            {
                text.Append(withoutAccents && HasAccent(rune) ? Accented.ToString() : rune.ToString());
            }
        }

        return text.ToString();
    }

    private static bool HasAccent(Rune rune) => rune.Value is (>= 0xC0 and <= 0x24F) or (>= 0x1E00 and <= 0x1FFF) or 0x401 or 0x407 or 0x40E or 0x419;

    private static bool IsMark(Rune rune) => Rune.GetUnicodeCategory(rune) == UnicodeCategory.NonSpacingMark;

    private static bool IsDecomposed(string label) => label.EnumerateRunes().Any(IsMark);

    // Both forms of a letter look the same on a screen.
    private static string Spelled(string label) => IsDecomposed(label) ? $"'{label}' (decomposed)" : $"'{label}'";
}
