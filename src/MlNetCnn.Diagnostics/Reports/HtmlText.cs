using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace MlNetCnn.Diagnostics;

/// <summary>Makes text of any origin, such as names of files and classes, into HTML in which it is nothing but text.</summary>
internal static class HtmlText
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Escapes text for content and for quoted attributes. Characters that nobody sees, and those that turn the text around, are shown by
    /// their code.</summary>
    /// <param name="text">The text.</param>
    public static string Escape(string text) =>
        Encoder.Encode(text.Any(IsHidden) ? string.Concat(text.Select(c => IsHidden(c) ? $"\\u{(int)c:x4}" : c.ToString())) : text);

    /// <summary>A number for a style or an attribute.</summary>
    /// <param name="value">The number.</param>
    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    // U+202A..202E and U+2066..2069 change the direction of what follows: 'gpj.exe' would read 'exe.jpg'.
    private static bool IsHidden(char c) => char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
