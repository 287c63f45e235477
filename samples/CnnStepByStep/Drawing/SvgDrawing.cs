using System.Globalization;
using System.Security;
using System.Text;

namespace CnnStepByStep;

/// <summary>Writes a figure as SVG: text stays text, coordinates are in pixels.</summary>
internal sealed class SvgDrawing
{
    private const string Fonts = "Segoe UI, Helvetica, Arial, sans-serif";

    private readonly StringBuilder _body = new();
    private readonly int _width;
    private readonly int _height;
    private readonly string _title;
    private readonly string _description;

    /// <summary>Begins a figure.</summary>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="title">What it shows, in a few words.</param>
    /// <param name="description">The same for those who do not see it.</param>
    public SvgDrawing(int width, int height, string title, string description) =>
        (_width, _height, _title, _description) = (width, height, title, description);

    /// <summary>A rectangle.</summary>
    /// <param name="x">Its left edge.</param>
    /// <param name="y">Its upper edge.</param>
    /// <param name="width">Its width.</param>
    /// <param name="height">Its height.</param>
    /// <param name="fill">What it is filled with; <c>none</c> for nothing.</param>
    /// <param name="stroke">The colour of its outline.</param>
    /// <param name="thickness">The width of its outline; 1 by default.</param>
    /// <param name="radius">How round its corners are; 0 by default.</param>
    /// <param name="dashes">The pattern of its outline, or null for a solid one.</param>
    public void Rectangle(
        double x, double y, double width, double height, string fill, string stroke, double thickness = 1, double radius = 0, string? dashes = null) =>
        Write($"<rect x=\"{N(x)}\" y=\"{N(y)}\" width=\"{N(width)}\" height=\"{N(height)}\"{Round(radius)} fill=\"{fill}\" stroke=\"{stroke}\""
            + $" stroke-width=\"{N(thickness)}\"{Dashed(dashes)}/>");

    /// <summary>A line of text.</summary>
    /// <param name="x">Where it is anchored.</param>
    /// <param name="y">Its baseline.</param>
    /// <param name="text">The text.</param>
    /// <param name="size">The size of its letters; 13 by default.</param>
    /// <param name="anchor"><c>start</c>, <c>middle</c> (default) or <c>end</c>.</param>
    /// <param name="color">Its colour; ink by default.</param>
    /// <param name="bold">Whether it is bold.</param>
    public void Text(
        double x, double y, string text, double size = 13, string anchor = "middle", string color = Palette.Ink, bool bold = false) =>
        Write($"<text x=\"{N(x)}\" y=\"{N(y)}\" font-size=\"{N(size)}\" text-anchor=\"{anchor}\" fill=\"{color}\""
            + $"{(bold ? " font-weight=\"600\"" : "")}>{SecurityElement.Escape(text)}</text>");

    /// <summary>A line through points.</summary>
    /// <param name="points">The points.</param>
    /// <param name="color">Its colour.</param>
    /// <param name="thickness">Its width; 1.5 by default.</param>
    /// <param name="dashes">Its pattern, or null for a solid line.</param>
    /// <param name="arrow">Whether it ends in an arrow's head.</param>
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

    /// <summary>A straight arrow.</summary>
    /// <param name="fromX">Where it begins.</param>
    /// <param name="fromY">Where it begins.</param>
    /// <param name="toX">Where it points to.</param>
    /// <param name="toY">Where it points to.</param>
    /// <param name="color">Its colour; that of quiet text by default.</param>
    public void Arrow(double fromX, double fromY, double toX, double toY, string color = Palette.Quiet) =>
        Line([(fromX, fromY), (toX, toY)], color, arrow: true);

    /// <summary>A filled circle.</summary>
    /// <param name="x">Its middle.</param>
    /// <param name="y">Its middle.</param>
    /// <param name="radius">Its radius.</param>
    /// <param name="fill">Its colour.</param>
    public void Circle(double x, double y, double radius, string fill) =>
        Write($"<circle cx=\"{N(x)}\" cy=\"{N(y)}\" r=\"{N(radius)}\" fill=\"{fill}\"/>");

    /// <summary>The figure as SVG.</summary>
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
