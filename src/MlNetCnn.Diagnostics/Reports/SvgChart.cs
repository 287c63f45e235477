using System.Globalization;
using System.Xml.Linq;
using OxyPlot;

namespace MlNetCnn.Diagnostics;

/// <summary>Renders charts as inline SVG: as wide as the available space, with selectable text.</summary>
internal sealed class SvgChart
{
    private const string ClipPath = "clipPath";
    private const int Width = 440;
    private const int Height = 280;

    private int _count;

    /// <summary>Renders a chart.</summary>
    /// <param name="model">The chart.</param>
    /// <param name="description">The text alternative of the chart.</param>
    /// <returns>An <c>svg</c> element.</returns>
    public string Render(PlotModel model, string description)
    {
        model.Culture = CultureInfo.InvariantCulture;
        model.DefaultFont = "system-ui, sans-serif";
        model.DefaultFontSize = 13;
        model.PlotAreaBorderColor = OxyColor.FromRgb(0x8C, 0x95, 0x9F);
        model.TextColor = OxyColor.FromUInt32(0xFF000000u | ReportColors.Ink);
        model.Background = OxyColors.Transparent;
        var exporter = new SvgExporter { Width = Width, Height = Height, IsDocument = false, UseVerticalTextAlignmentWorkaround = true };
        var svg = XElement.Parse(exporter.ExportToString(model));

        // Element ids apply to the whole page, and the exporter starts with the same ids in every chart.
        var prefix = string.Create(CultureInfo.InvariantCulture, $"chart{++_count}-");
        foreach (var attribute in svg.DescendantsAndSelf().Attributes().ToList())
        {
            attribute.Value = attribute.Name.LocalName switch
            {
                "id" => prefix + attribute.Value,
                "clip-path" => attribute.Value.Replace($"#{ClipPath}", $"#{prefix}{ClipPath}", StringComparison.Ordinal),
                _ => attribute.Value,
            };
        }

        svg.SetAttributeValue("width", null);
        svg.SetAttributeValue("height", null);
        svg.SetAttributeValue("viewBox", $"0 0 {Width} {Height}");
        svg.SetAttributeValue("class", "chart");
        svg.SetAttributeValue("role", "img");
        svg.SetAttributeValue("aria-label", description);
        return svg.ToString(SaveOptions.DisableFormatting);
    }
}
