namespace MlNetCnn.Diagnostics;

/// <summary>The images that were left out, and why.</summary>
internal static class RejectedPart
{
    private const int Max = 200;

    /// <summary>Writes them, or nothing where there are none.</summary>
    public static void Write(HtmlWriter html, IReadOnlyList<ImageError> errors, ImageNames names)
    {
        if (errors.Count == 0)
        {
            return;
        }

        html.BeginSection("rejected", "Left out");
        var kinds = errors.CountBy(error => error.Code).OrderByDescending(kind => kind.Value).Select(kind => $"{kind.Value} {kind.Key}");
        html.Paragraph($"{DisplayText.Count(errors.Count, "file")} could not be used: {string.Join(", ", kinds)}.");
        html.Table(new ReportTable(
            ["file", "code", "reason"],
            [.. errors.Take(Max).Select(error => (IReadOnlyList<ReportCell>)[names.Short(error.Path), error.Code, error.Reason])]));
        if (errors.Count > Max)
        {
            html.Paragraph($"{errors.Count - Max} more are not named here.");
        }

        html.EndSection();
    }
}
