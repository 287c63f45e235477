namespace MlNetCnn;

/// <summary>The images that were left out, and why.</summary>
internal static class RejectedPart
{
    private const int Most = 200;

    /// <summary>Writes them, or nothing where there are none.</summary>
    public static void Write(HtmlWriter html, IReadOnlyList<ImageFault> faults, ImageNames names)
    {
        if (faults.Count == 0)
        {
            return;
        }

        html.BeginSection("rejected", "Left out");
        var kinds = faults.CountBy(fault => fault.Code).OrderByDescending(kind => kind.Value).Select(kind => $"{kind.Value} {kind.Key}");
        html.Paragraph($"{Readable.Count(faults.Count, "file")} could not be used: {string.Join(", ", kinds)}.");
        html.Table(new ReportTable(
            ["file", "code", "reason"],
            [.. faults.Take(Most).Select(fault => (IReadOnlyList<ReportCell>)[names.Short(fault.Path), fault.Code, fault.Reason])]));
        if (faults.Count > Most)
        {
            html.Paragraph($"{faults.Count - Most} more are not named here.");
        }

        html.EndSection();
    }
}
