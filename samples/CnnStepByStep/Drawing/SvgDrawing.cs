using System.Globalization;
using System.Security;
using System.Text;

namespace CnnStepByStep;

/// <summary>Writes a figure as SVG with text as text elements; coordinates are in pixels.</summary>
internal sealed class SvgDrawing
{
    private const string Fonts = "Segoe UI, Helvetica, Arial, sans-serif";

    private readonly StringBuilder _body = new();
    private readonly int _width;
    private readonly int _height;
    private readonly string _title;
    private readonly string _description;

    /// <summary>Begins a figure.</summary>
    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    /// <param name="title">A short title.</param>
    /// <param name="description">The text alternative.</param>
    public SvgDrawing(int width, int height, string title, string description) =>
        (_width, _height, _title, _description) = (width, height, title, description);

    /// <summary>Draws a rectangle.</summary>
    /// <param name="x">The left edge.</param>
    /// <param name="y">The top edge.</param>
    /// <param name="width">The width.</param>
    /// <param name="height">The height.</param>
    /// <param name="fill">The fill; <c>none</c> for no fill.</param>
    /// <param name="stroke">The color of the outline.</param>
    /// <param name="thickness">The width of the outline; 1 by default.</param>
    /// <param name="radius">The radius of the corners; 0 by default.</param>
    /// <param name="dashes">The dash pattern of the outline, or null for a solid one.</param>
    public void Rectangle(
        double x, double y, double width, double height, string fill, string stroke, double thickness = 1, double radius = 0, string? dashes = null) =>
        Write($"<rect x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\"{Round(radius)} fill=\"{fill}\" stroke=\"{stroke}\""
            + $" stroke-width=\"{N(thickness)}\"{Dashed(dashes)}/>");

    /// <summary>Draws a line of text.</summary>
    /// <param name="x">The anchor.</param>
    /// <param name="y">The baseline.</param>
    /// <param name="text">The text.</param>
    /// <param name="size">The font size; 13 by default.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> (default) or <c>end</c>.</param>
    /// <param name="color">The color; ink by default.</param>
    /// <param name="bold">Whether the text is bold.</param>
    public void Text(
        double x, double y, string text, double size = 13, string anchor = "middle", string color = Palette.Ink, bool bold = false) =>
        Write($"<text x=\"{N(x)}\" y=\"{N(y)}\" font-size=\"{N(size)}\" text-anchor=\"{anchor}\" fill=\"{color}\""
            + $"{(bold ? " font-weight=\"600\"" : "")}>{SecurityElement.Escape(text)}</text>");

    /// <summary>Draws a line through points.</summary>
    /// <param name="points">The points.</param>
    /// <param name="color">The color.</param>
    /// <param name="thickness">The width; 1.5 by default.</param>
    /// <param name="dashes">The dash pattern, or null for a solid line.</param>
    /// <param name="arrow">Whether the line ends in an arrowhead.</param>
    public void Line(IEnumerable<(double X, double Y)> points, string color, double thickness = 1.5, string? dashes = null, bool arrow = false)
    {
        (double X, double Y)[] corners = [.. points];
        Write($"<polyline points=\"{string.Join(' ', corners.Select(p => $"{N(p.X)},{N(p.Y)}"))}\" fill=\"none\" stroke=\"{color}\""
            + $" stroke-width=\"{N(thickness)}\"{Dashed(dashes)}/>");
        if (arrow)
        {
            Head(corners[^2], corners[^1], color);
        }
    }

    /// <summary>Draws a straight arrow.</summary>
    /// <param name="fromX">The x of the start.</param>
    /// <param name="fromY">The y of the start.</param>
    /// <param name="toX">The x of the arrowhead.</param>
    /// <param name="toY">The y of the arrowhead.</param>
    /// <param name="color">The color; that of explanatory text by default.</param>
    public void Arrow(double fromX, double fromY, double toX, double toY, string color = Palette.Quiet) =>
        Line([(fromX, fromY), (toX, toY)], color, arrow: true);

    /// <summary>Draws a filled circle.</summary>
    /// <param name="x">The x of the center.</param>
    /// <param name="y">The y of the center.</param>
    /// <param name="radius">The radius.</param>
    /// <param name="fill">The color.</param>
    public void Circle(double x, double y, double radius, string fill) =>
        Write($"<circle cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\" fill=\"{fill}\"/>");

    /// <summary>Returns the figure as SVG.</summary>
    public override string ToString() =>
        $"""
        <svg xmlns="http://www.w3.org/2000/svg" width="{_width}" height="{_height}" viewBox="0 0 {_width} {_height}" role="img" font-family="{Fonts}">
        <title>{SecurityElement.Escape(_title)}</title>
        <desc>{SecurityElement.Escape(_description)}</desc>
        <rect x="0.5" y="0.5" width="{_width - 1}" height="{_height - 1}" rx="6" fill="{Palette.Ground}" stroke="{Palette.Edge}"/>
        {_body}</svg>

        """.ReplaceLineEndings("\n");

    private void Head((double X, double Y) from, (double X, double Y) to, string color)
    {
        const double Length = 8;
        const double HalfWidth = 4;
        var distance = Math.Sqrt(Math.Pow(to.X - from.X, 2) + Math.Pow(to.Y - from.Y, 2));
        var (alongX, alongY) = ((to.X - from.X) / distance, (to.Y - from.Y) / distance);
        var (backX, backY) = (to.X - (alongX * Length), to.Y - (alongY * Length));
        Write($"<path d=\"M{N(to.X)} {N(to.Y)} L{N(backX - (alongY * HalfWidth))} {N(backY + (alongX * HalfWidth))}"
            + $" L{N(backX + (alongY * HalfWidth))} {N(backY - (alongX * HalfWidth))} Z\" fill=\"{color}\"/>");
    }

    private void Write(string element) => _body.Append(element).Append('\n');

    private static string Round(double radius) => radius > 0 ? $" rx=\"{N(radius)}\"" : "";

    private static string Dashed(string? dashes) => dashes is null ? "" : $" stroke-dasharray=\"{dashes}\"";

    private static string N(double value) => value.ToString("0.#", CultureInfo.InvariantCulture);
}
