namespace MlNetCnn.Diagnostics;

/// <summary>
/// Writes a report as one self-contained HTML page, without scripts or external fonts and images. It opens offline, prints, and
/// stays below 20 MB for any number of images: for large sets, it shows the most informative images and says how many it omits.
/// </summary>
/// <remarks>The page is also well-formed XML, so that programs can read it with any XML parser.</remarks>
public static class HtmlReport
{
    /// <summary>Writes the report of a trained classifier.</summary>
    /// <param name="path">The <c>.html</c> file to write; an existing file is replaced atomically.</param>
    /// <param name="model">The classifier.</param>
    /// <exception cref="MlNetCnnException">The file cannot be written.</exception>
    public static void Write(string path, TrainedClassifier model) => Write(path, ReportContent.Of(model));

    /// <summary>Writes a report.</summary>
    /// <param name="path">The <c>.html</c> file to write; an existing file is replaced atomically.</param>
    /// <param name="content">The content of the report.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <exception cref="MlNetCnnException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public static void Write(string path, ReportContent content, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(content);
        var classes = content.Measured is { } measured ? ConfusionPart.ShownClasses(measured.Confusion) : [];
        var selection = new ReportSelection(content.Images, classes);
        var images = ReportImages.Make(content, selection, cancellationToken);
        AtomicFile.WriteText(path, writer => Write(new HtmlWriter(writer), content, selection, images, classes));
    }

    private static void Write(
        HtmlWriter html, ReportContent content, ReportSelection selection, ReportImages images, IReadOnlyList<int> classes)
    {
        var names = new ImageNames(content);
        var charts = new SvgChart();
        PagePart.Begin(html, content);
        HeadlinePart.Write(html, content);
        SectionPart.Write(html, content.Sections);
        RunPart.Write(html, content);
        CurvesPart.Write(html, content, charts);
        ConfusionPart.Write(html, content, classes, selection, new ImageFigures(names, images));
        ClassesPart.Write(html, content.Measured);
        GalleryPart.Write(html, content, selection, new ImageFigures(names, images));
        ReliabilityPart.Write(html, content, charts);
        RejectedPart.Write(html, content.Errors, names);
        CostPart.Write(html, content);
        PagePart.End(html);
    }
}

/// <summary>Writes the images that were left out, with the reasons.</summary>
internal static class RejectedPart
{
    private const int Max = 200;

    /// <summary>Writes the section, or nothing if no image was left out.</summary>
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
            html.Paragraph($"{errors.Count - Max} more are not listed.");
        }

        html.EndSection();
    }
}
