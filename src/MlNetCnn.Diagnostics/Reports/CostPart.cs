namespace MlNetCnn.Diagnostics;

/// <summary>Time and memory.</summary>
internal static class CostPart
{
    /// <summary>Whether there is anything to tell.</summary>
    public static bool IsThere(ReportContent content) => content.Seconds.Any(step => step.Value > 0) || content.PeakMemoryBytes is not null;

    /// <summary>Writes it.</summary>
    public static void Write(HtmlWriter html, ReportContent content)
    {
        if (!IsThere(content))
        {
            return;
        }

        html.BeginSection("cost", "Time and memory");
        if (content.PeakMemoryBytes is { } peak)
        {
            html.Paragraph($"The process took {DisplayText.Bytes(peak)} of memory at most.");
        }

        var longest = content.Seconds.Select(step => step.Value).DefaultIfEmpty(0).Max();
        if (longest > 0)
        {
            html.Table(new ReportTable(
                ["step", "wall clock"],
                [.. content.Seconds.Where(step => step.Value > 0).Select(step => (IReadOnlyList<ReportCell>)
                    [step.Key, ReportCell.Number(DisplayText.Seconds(step.Value), step.Value / longest)])]));
        }

        html.EndSection();
    }
}
