namespace MlNetCnn.Diagnostics;

/// <summary>Writes time and memory.</summary>
internal static class CostPart
{
    /// <summary>Whether the report has such figures.</summary>
    public static bool IsThere(ReportContent content) => content.Seconds.Any(step => step.Value > 0) || content.PeakMemoryBytes is not null;

    /// <summary>Writes the section.</summary>
    public static void Write(HtmlWriter html, ReportContent content)
    {
        if (!IsThere(content))
        {
            return;
        }

        html.BeginSection("cost", "Time and memory");
        if (content.PeakMemoryBytes is { } peak)
        {
            html.Paragraph($"Peak memory of the process: {DisplayText.Bytes(peak)}.");
        }

        var longest = content.Seconds.Select(step => step.Value).DefaultIfEmpty(0).Max();
        if (longest > 0)
        {
            html.Table(new ReportTable(
                ["step", "wall-clock time"],
                [.. content.Seconds.Where(step => step.Value > 0).Select(step => (IReadOnlyList<ReportCell>)
                    [step.Key, ReportCell.Number(DisplayText.Seconds(step.Value), step.Value / longest)])]));
        }

        html.EndSection();
    }
}
