namespace MlNetCnn.Diagnostics;

/// <summary>The worst mistakes and the least certain pictures.</summary>
internal static class GalleryPart
{
    /// <summary>Writes them, or nothing where no pictures are known.</summary>
    public static void Write(HtmlWriter html, ReportContent content, ReportSelection selection, ImageFigures figures)
    {
        if (content.Images.Count == 0)
        {
            return;
        }

        html.BeginSection("gallery", "Pictures");
        if (selection.WorstMistakes.Count == 0)
        {
            html.Paragraph("There were no mistakes.");
        }
        else
        {
            html.Markup("<h3>Worst mistakes</h3>");
            html.Paragraph("The model thought least of the class that these are of. Look here for wrong labels, too.");
            figures.WriteLarge(html, selection.WorstMistakes);
        }

        if (selection.LeastCertain.Count > 0)
        {
            html.Markup("<h3>Least certain</h3>");
            html.Paragraph("Of these the model was least sure. More training pictures like them help most.");
            figures.WriteLarge(html, selection.LeastCertain);
        }

        html.EndSection();
    }
}
