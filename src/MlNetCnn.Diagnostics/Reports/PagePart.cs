using System.Reflection;

namespace MlNetCnn.Diagnostics;

/// <summary>Writes the frame of the page: content policy, style, heading and the links to the sections.</summary>
internal static class PagePart
{
    // Only styles and images embedded in the page; no scripts.
    private const string Policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'";

    /// <summary>Writes everything before the first section.</summary>
    public static void Begin(HtmlWriter html, ReportContent content)
    {
        html.Markup("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>");
        html.Markup($"<meta http-equiv=\"Content-Security-Policy\" content=\"{Policy}\"/>");
        html.Markup("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<link rel=\"icon\" href=\"data:,\"/>");
        html.Markup($"<meta name=\"generator\" content=\"MlNetCnn {ModelCard.CurrentVersion}\"/>\n<title>{HtmlText.Escape(content.Title)}</title>");
        html.Markup($"<style>\n{Style()}</style>\n</head>\n<body>\n<header>\n<h1><bdi>{HtmlText.Escape(content.Title)}</bdi></h1>");
        (string Id, string Name, bool IsThere)[] parts =
        [
            .. content.Sections.Select((section, index) => (SectionPart.Id(index), HtmlText.Escape(section.Title), true)),
            ("run", "Run", RunPart.IsThere(content)),
            ("curves", "Learning curves", content.History.Count > 1),
            ("confusion", "Confusion matrix", content.Measured is not null),
            ("classes", "Classes", content.Measured is not null),
            ("gallery", "Images", content.Images.Count > 0),
            ("reliability", "Confidence", content.Images.Count > 0),
            ("rejected", "Left out", content.Errors.Count > 0),
            ("cost", "Time and memory", CostPart.IsThere(content)),
        ];
        html.Markup("<nav>" + string.Join(
            " ", parts.Where(part => part.IsThere).Select(part => $"<a href=\"#{part.Id}\">{part.Name}</a>")) + "</nav>\n</header>\n<main>");
    }

    /// <summary>Writes the end of the page.</summary>
    public static void End(HtmlWriter html) =>
        html.Markup($"</main>\n<footer>Created by MlNetCnn {ModelCard.CurrentVersion}.</footer>\n</body>\n</html>");

    private static string Style()
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream("report.css")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}

/// <summary>Writes the sections of the caller.</summary>
internal static class SectionPart
{
    /// <summary>Returns the id of a section in the page.</summary>
    /// <param name="index">Its index.</param>
    public static string Id(int index) => $"section-{index + 1}";

    /// <summary>Writes the sections.</summary>
    public static void Write(HtmlWriter html, IReadOnlyList<ReportSection> sections)
    {
        foreach (var (index, section) in sections.Index())
        {
            html.BeginSection(Id(index), section.Title);
            foreach (var paragraph in section.Paragraphs)
            {
                html.Paragraph(paragraph);
            }

            html.Table(section.Table);
            html.EndSection();
        }
    }
}
