namespace MlNetCnn.Diagnostics;

/// <summary>Writes the worst mistakes and the least certain images.</summary>
internal static class GalleryPart
{
    /// <summary>Writes the galleries, or nothing if the report has no images.</summary>
    public static void Write(HtmlWriter html, ReportContent content, ReportSelection selection, ImageFigures figures)
    {
        if (content.Images.Count == 0)
        {
            return;
        }

        html.BeginSection("gallery", "Images");
        if (selection.WorstMistakes.Count == 0)
        {
            html.Paragraph("There were no mistakes.");
        }
        else
        {
            html.Markup("<h3>Worst mistakes</h3>");
            html.Paragraph("The model gave the true class of these images the lowest probability. Check them for wrong labels, too.");
            figures.WriteLarge(html, selection.WorstMistakes);
        }

        if (selection.LeastCertain.Count > 0)
        {
            html.Markup("<h3>Least certain</h3>");
            html.Paragraph("The model was least certain about these images. More training images like them help most.");
            figures.WriteLarge(html, selection.LeastCertain);
        }

        html.EndSection();
    }
}
