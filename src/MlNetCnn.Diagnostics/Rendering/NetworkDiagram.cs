using System.Globalization;

namespace MlNetCnn.Diagnostics;

/// <summary>Renders the stages of a network as SVG, dark on white, with text as text elements and escaped names.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class NetworkDiagram
{
    private const string Legend =
        "Wider boxes have larger maps; taller boxes have more maps (logarithmic). The names are those of the first and last maps of a stage.";

    private const string Style =
        ".input{fill:#e8e8e8}.stage{fill:#d5e3f3}.features,.classes{fill:#f6e3b8}.box{stroke:#1f2f42}text{fill:#14181d}.small{fill:#3c4650}";

    private const int Margin = 24;
    private const int BoxesWidth = 300;
    private const int TextLeft = Margin + BoxesWidth + 28;
    private const int MinBoxWidth = 12;
    private const int LineHeight = 18;
    private const int ArrowLength = 22;
    private const int MinWidth = 760;

    // For text of 13 pixels, at the width of the widest common font.
    private const double LetterWidth = 7.8;
    private const int NamedClasses = 12;

    private readonly NetworkOutline _outline;
    private readonly List<Row> _rows = [];

    private NetworkDiagram(NetworkOutline outline)
    {
        _outline = outline;
        var max = Math.Max(outline.InputWidth, outline.Stages.Select(stage => stage.Width).DefaultIfEmpty(1).Max());
        _rows.Add(new Row(
            Scaled(outline.InputWidth, max), BoxHeight(3), "input", Text($"Image: {outline.InputWidth} x {outline.InputHeight}, 3 channels"),
            "red, green, blue", ""));
        foreach (var (i, stage) in outline.Stages.Index())
        {
            _rows.Add(new Row(
                Scaled(stage.Width, max), BoxHeight(stage.Channels), "stage",
                Text($"Stage {i + 1}: {stage.Width} x {stage.Height}, {stage.Channels} maps"),
                Text($"{Count(stage.LayerCount, "layer")}, {Count(stage.ParameterCount, "parameter")}: {Operators(stage.Operators)}"),
                stage.StartTensor == stage.EndTensor ? stage.EndTensor : Text($"{stage.StartTensor} ... {stage.EndTensor}")));
        }

        // The layers that compute the features are listed with them if they can be distinguished from those that compute the classes.
        var isClassifier = outline.ClassNames.Count > 0;
        var behind = outline.HeadOperators;
        IReadOnlyList<OperatorCount> pooling = !isClassifier ? behind : behind is [.., { Count: 1 }] ? [.. behind.SkipLast(1)] : [];
        _rows.Add(new Row(
            MinBoxWidth, BoxHeight(outline.FeatureCount), "features", Text($"Features: {outline.FeatureCount} numbers"), Operators(pooling), ""));
        if (isClassifier)
        {
            var more = outline.ClassNames.Count > NamedClasses ? Text($" and {outline.ClassNames.Count - NamedClasses} more") : "";
            _rows.Add(new Row(
                MinBoxWidth, BoxHeight(outline.ClassNames.Count), "classes",
                Text($"{Count(outline.ClassNames.Count, "class", "classes")}: {string.Join(", ", outline.ClassNames.Take(NamedClasses))}{more}"),
                Text($"{Count(outline.HeadParameterCount, "parameter")}: {Operators([.. behind.Skip(pooling.Count)])}"), ""));
        }
    }

    /// <summary>Renders a network.</summary>
    /// <param name="outline">The outline with the stages.</param>
    /// <returns>The content of an SVG file, UTF-8.</returns>
    public static byte[] Render(NetworkOutline outline)
    {
        ArgumentNullException.ThrowIfNull(outline);
        using var stream = new MemoryStream();
        new NetworkDiagram(outline).Write(stream);
        return stream.ToArray();
    }

    private void Write(Stream stream)
    {
        var letters = _rows.SelectMany(row => new[] { row.Heading, row.Detail, row.Tensor }).Append(_outline.Name)
            .Max(text => Math.Min(text.Length, SvgWriter.MaxLetters));
        var width = Math.Max(MinWidth, (int)(TextLeft + (letters * LetterWidth) + Margin));
        var height = (2 * Margin) + (3 * LineHeight) + _rows.Sum(row => row.Height + ArrowLength) + LineHeight;

        using var svg = new SvgWriter(stream, width, height, _outline.Name, Style);
        svg.Text(_outline.Name, Margin, Margin + 13, ("font-size", 18), ("font-weight", "bold"));
        var cut = _outline.OutlinedParameterCount < _outline.ParameterCount
            ? Text($", {_outline.OutlinedParameterCount:N0} of them before the network's own classifier, which is omitted") : "";
        svg.Text(Text($"{Count(_outline.ParameterCount, "parameter")} in total{cut}"), Margin, Margin + 13 + LineHeight + 4);
        double y = Margin + (3 * LineHeight);
        foreach (var (i, row) in _rows.Index())
        {
            if (i > 0)
            {
                Arrow(svg, y - ArrowLength, y);
            }

            WriteRow(svg, row, y);
            y += row.Height + ArrowLength;
        }

        svg.Text(Legend, Margin, y + 6, ("class", "small"), ("font-size", 12));
    }

    private static void WriteRow(SvgWriter svg, Row row, double y)
    {
        svg.Element(
            "rect", ("class", $"box {row.Kind}"), ("x", Margin + ((BoxesWidth - row.BoxWidth) / 2)), ("y", y + ((row.Height - row.BoxHeight) / 2)),
            ("width", row.BoxWidth), ("height", row.BoxHeight), ("rx", 2));
        var baseline = y + ((row.Height - (row.Lines * LineHeight)) / 2) + 13;
        svg.Text(row.Heading, TextLeft, baseline, ("font-weight", "bold"));
        foreach (var text in new[] { row.Detail, row.Tensor }.Where(text => text.Length > 0))
        {
            baseline += LineHeight;
            svg.Text(text, TextLeft, baseline, ("class", "small"), ("font-size", 12));
        }
    }

    private static void Arrow(SvgWriter svg, double from, double to)
    {
        const int middle = Margin + (BoxesWidth / 2);
        svg.Element("path", ("d", Text($"M{middle} {from + 2}V{to - 3}m-4 -5l4 5l4 -5")), ("fill", "none"), ("stroke", "#1f2f42"));
    }

    private static double Scaled(int size, int max) => Math.Max(MinBoxWidth, (double)BoxesWidth * size / max);

    private static double BoxHeight(int count) => Math.Round(6 + (5 * Math.Log2(Math.Max(1, count))));

    private static string Operators(IReadOnlyList<OperatorCount> operators) =>
        string.Join(", ", operators.Select(o => o.Count == 1 ? o.Operator : Text($"{o.Count} {o.Operator}")));

    private static string Count(long count, string one, string? many = null) => Text($"{count:N0} {(count == 1 ? one : many ?? one + "s")}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>A box and the text next to it.</summary>
    private sealed record Row(double BoxWidth, double BoxHeight, string Kind, string Heading, string Detail, string Tensor)
    {
        public int Lines => 1 + (Detail.Length > 0 ? 1 : 0) + (Tensor.Length > 0 ? 1 : 0);

        public double Height => Math.Max(BoxHeight, Lines * LineHeight);
    }
}
