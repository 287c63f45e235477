namespace MlNetCnn.Diagnostics;

/// <summary>The parts that the caller hands over.</summary>
internal static class SectionPart
{
    /// <summary>The place of a part in the page.</summary>
    /// <param name="index">Its index.</param>
    public static string Id(int index) => $"section-{index + 1}";

    /// <summary>Writes them.</summary>
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
