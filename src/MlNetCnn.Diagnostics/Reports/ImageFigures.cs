namespace MlNetCnn.Diagnostics;

/// <summary>Writes images with their predictions as captions.</summary>
/// <param name="names">The names of images and classes.</param>
/// <param name="pixels">The images.</param>
internal sealed class ImageFigures(ImageNames names, ReportImages pixels)
{
    private const int ClassesTold = 3;

    /// <summary>The names of images and classes.</summary>
    public ImageNames Names => names;

    /// <summary>Writes small images with the model's confidence.</summary>
    /// <param name="html">The writer.</param>
    /// <param name="images">The images.</param>
    public void WriteSmall(HtmlWriter html, IReadOnlyList<ScoredImage> images)
    {
        html.Markup("<div class=\"small pictures\">");
        foreach (var image in images)
        {
            html.Markup(
                $"<figure>{ImageElement(image, ReportImages.SmallSide)}<figcaption>{DisplayText.Percent(image.Confidence)}"
                + $"<span class=\"file\"><bdi>{HtmlText.Escape(names.Short(image.Path))}</bdi></span></figcaption></figure>");
        }

        html.Markup("</div>");
    }

    /// <summary>Writes large images with their heat maps and the most probable classes.</summary>
    /// <param name="html">The writer.</param>
    /// <param name="images">The images.</param>
    public void WriteLarge(HtmlWriter html, IReadOnlyList<ScoredImage> images)
    {
        html.Markup("<div class=\"large pictures\">");
        foreach (var image in images)
        {
            var heatMap = pixels.HeatMap(image.Path) is { } address ? $"<img src=\"{address}\" alt=\"what the model looked at\"/>" : "";
            html.Markup($"<figure{(heatMap.Length > 0 ? " class=\"double\"" : "")}><div "
                + $"class=\"images\">{ImageElement(image, ReportImages.LargeSide)}{heatMap}</div><figcaption>");
            html.Markup(image.IsRight
                ? $"<strong><bdi>{HtmlText.Escape(names.Class(image.TrueClass))}</bdi></strong>, correct"
                : $"<strong><bdi>{HtmlText.Escape(names.Class(image.TrueClass))}</bdi></strong>, predicted as <strong "
                    + $"class=\"wrong\"><bdi>{HtmlText.Escape(names.Class(image.PredictedClass))}</bdi></strong>");
            WriteProbabilities(html, image);
            html.Markup($"<span class=\"file\"><bdi>{HtmlText.Escape(names.Short(image.Path))}</bdi></span></figcaption></figure>");
        }

        html.Markup("</div>");
    }

    private string ImageElement(ScoredImage image, int side) => pixels.Address(image.Path, side) is { } address
        ? $"<img src=\"{address}\" alt=\"{HtmlText.Escape(names.Short(image.Path))}\"/>"
        : "<span class=\"missing\">not shown: the file can no longer be read, or the page is full</span>";

    // The true class is always among the listed classes.
    private void WriteProbabilities(HtmlWriter html, ScoredImage image)
    {
        html.Markup("<ul class=\"probabilities\">");
        var first = Enumerable.Range(0, image.Probabilities.Count).OrderByDescending(k => image.Probabilities[k]).Take(ClassesTold).ToList();
        foreach (var k in first.Contains(image.TrueClass) ? first : [.. first, image.TrueClass])
        {
            var fraction = image.Probabilities[k];
            var width = HtmlText.Number(100 * Math.Clamp(fraction, 0, 1));
            html.Markup(
                $"<li{(k == image.TrueClass ? " class=\"true\"" : "")}><span class=\"bar\" style=\"width:{width}%\"></span>"
                + $"<span class=\"name\"><bdi>{HtmlText.Escape(names.Class(k))}</bdi></span> <span>{DisplayText.Percent(fraction)}</span></li>");
        }

        html.Markup("</ul>");
    }
}

/// <summary>Provides the names of images and classes in a report; paths are relative to the common folder of all images.</summary>
/// <param name="content">The report.</param>
internal sealed class ImageNames(ReportContent content)
{
    private readonly IReadOnlyList<string> _classNames = content.Measured?.ClassNames ?? content.Card?.ClassNames ?? [];
    private readonly string _folder = RealPath.CommonFolder(
        content.Images.Select(image => image.Path).Concat(content.Errors.Select(error => error.Path)));

    /// <summary>Returns the name of a class.</summary>
    /// <param name="index">Its index.</param>
    public string Class(int index) => index < _classNames.Count ? _classNames[index] : $"class {index}";

    /// <summary>Returns the path of an image, relative to the common folder.</summary>
    /// <param name="path">The path.</param>
    public string Short(string path) =>
        _folder.Length > 0 ? Path.GetRelativePath(_folder, Path.GetFullPath(path)).Replace('\\', '/') : path;
}
