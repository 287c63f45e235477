using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace MlNetCnn.Diagnostics;

/// <summary>Writes the elements of the sections of a report. Text arguments are escaped; markup is not.</summary>
/// <param name="writer">The writer to write to.</param>
internal sealed class HtmlWriter(TextWriter writer)
{
    /// <summary>Writes markup unchanged.</summary>
    /// <param name="markup">HTML.</param>
    public void Markup(string markup) => writer.Write(markup + "\n");

    /// <summary>Begins a section with a heading.</summary>
    /// <param name="id">The id of the section, for links.</param>
    /// <param name="title">The heading.</param>
    public void BeginSection(string id, string title) => Markup($"<section id=\"{id}\">\n<h2>{HtmlText.Escape(title)}</h2>");

    /// <summary>Ends a section.</summary>
    public void EndSection() => Markup("</section>");

    /// <summary>Writes a paragraph.</summary>
    /// <param name="text">The text.</param>
    public void Paragraph(string text) => Markup($"<p>{HtmlText.Escape(text)}</p>");

    /// <summary>Writes a table that scrolls horizontally in a narrow window.</summary>
    /// <param name="table">The table.</param>
    public void Table(ReportTable table)
    {
        Markup("<div class=\"scroll\"><table>\n<thead><tr>");
        for (var column = 0; column < table.Columns.Count; column++)
        {
            var isNumber = column > 0 && table.Rows.Count > 0 && table.Rows.All(row => row[column].IsNumber);
            Markup($"<th scope=\"col\"{(isNumber ? " class=\"number\"" : "")}>{HtmlText.Escape(table.Columns[column])}</th>");
        }

        Markup("</tr></thead>\n<tbody>");
        foreach (var row in table.Rows)
        {
            Markup("<tr>" + string.Concat(row.Select((cell, column) => Cell(cell, column == 0))) + "</tr>");
        }

        Markup("</tbody></table></div>");
    }

    private static string Cell(ReportCell cell, bool isName)
    {
        var tag = isName ? "th scope=\"row\"" : "td";
        var bar = cell.Bar is { } length && double.IsFinite(length)
            ? $"<span class=\"bar\" style=\"width:{HtmlText.Number(100 * Math.Clamp(length, 0, 1))}%\"></span>"
            : "";
        return $"<{tag}{(cell.IsNumber ? " class=\"number\"" : "")}><bdi>{HtmlText.Escape(cell.Text)}</bdi>{bar}</{tag[..2]}>";
    }
}

/// <summary>Encodes text of any origin, such as file and class names, so that HTML shows it as plain text.</summary>
internal static class HtmlText
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>Escapes text for content and for quoted attributes. Invisible characters, and those that reverse the text direction, are shown as
    /// their code.</summary>
    /// <param name="text">The text.</param>
    public static string Escape(string text) =>
        Encoder.Encode(text.Any(IsHidden) ? string.Concat(text.Select(c => IsHidden(c) ? $"\\u{(int)c:x4}" : c.ToString())) : text);

    /// <summary>Formats a number for a style or an attribute.</summary>
    /// <param name="value">The number.</param>
    public static string Number(double value) => value.ToString("0.###", CultureInfo.InvariantCulture);

    // U+202A..202E and U+2066..2069 change the direction of the following text: 'gpj.exe' would read 'exe.jpg'.
    private static bool IsHidden(char c) => char.IsControl(c) || c is (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
