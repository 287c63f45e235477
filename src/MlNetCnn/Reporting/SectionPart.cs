namespace MlNetCnn;

/// <summary>The parts that the caller hands over.</summary>
internal static class SectionPart
{
    /// <summary>Writes them.</summary>
    public static void Write(HtmlWriter html, IReadOnlyList<ReportSection> sections)
    {
        foreach (var (index, section) in sections.Index())
        {
            html.BeginSection($"section-{index + 1}", section.Title);
            foreach (var paragraph in section.Paragraphs)
            {
                html.Paragraph(paragraph);
            }

            html.Table(section.Table);
            html.EndSection();
        }
    }
}
