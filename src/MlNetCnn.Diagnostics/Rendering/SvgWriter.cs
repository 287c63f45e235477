using System.Globalization;
using System.Text;
using System.Xml;

namespace MlNetCnn.Diagnostics;

/// <summary>Writes an SVG image on a white background, with text as text elements that may contain any characters. Disposing ends the image.</summary>
internal sealed class SvgWriter : IDisposable
{
    /// <summary>The maximum length of a line of text. Longer lines are shortened in the middle; a tooltip shows the full text.</summary>
    public const int MaxLetters = 160;

    private const string Namespace = "http://www.w3.org/2000/svg";

    private readonly XmlWriter _xml;

    /// <summary>Begins an image.</summary>
    /// <param name="stream">The stream to write UTF-8 to; it stays open.</param>
    /// <param name="width">The width, in pixels.</param>
    /// <param name="height">The height, in pixels.</param>
    /// <param name="title">The title of the image.</param>
    /// <param name="style">CSS rules.</param>
    public SvgWriter(Stream stream, double width, double height, string title, string style)
    {
        _xml = XmlWriter.Create(stream, new XmlWriterSettings { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" });
        _xml.WriteStartElement("svg", Namespace);
        Attributes(
            ("viewBox", FormattableString.Invariant($"0 0 {width} {height}")), ("width", width), ("height", height),
            ("font-family", "system-ui, 'Segoe UI', sans-serif"), ("font-size", 13));
        _xml.WriteElementString("title", Namespace, Clean(title));
        _xml.WriteElementString("style", Namespace, style);
        Element("rect", ("width", width), ("height", height), ("fill", "#ffffff"));
    }

    /// <summary>Writes an element without text.</summary>
    /// <param name="name">The element name.</param>
    /// <param name="attributes">The attributes; numbers are formatted with the invariant culture.</param>
    public void Element(string name, params (string Name, object Value)[] attributes)
    {
        _xml.WriteStartElement(name, Namespace);
        Attributes(attributes);
        _xml.WriteEndElement();
    }

    /// <summary>Writes a line of text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="x">The left end.</param>
    /// <param name="y">The baseline.</param>
    /// <param name="attributes">Additional attributes.</param>
    public void Text(string text, double x, double y, params (string Name, object Value)[] attributes)
    {
        _xml.WriteStartElement("text", Namespace);
        Attributes([("x", x), ("y", y), .. attributes]);
        var shown = text;
        if (text.Length > MaxLetters)
        {
            _xml.WriteElementString("title", Namespace, Clean(text));
            shown = $"{text[..(MaxLetters / 2)]} ... {text[^((MaxLetters / 2) - 5)..]}";
        }

        _xml.WriteString(Clean(shown));
        _xml.WriteEndElement();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _xml.WriteEndElement();
        _xml.Dispose();
    }

    private void Attributes(params (string Name, object Value)[] attributes)
    {
        foreach (var (name, value) in attributes)
        {
            _xml.WriteAttributeString(name, Convert.ToString(value, CultureInfo.InvariantCulture));
        }
    }

    // XML cannot contain control characters, not even escaped, or half a surrogate pair, which shortening may produce.
    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : rune.ToString()));
}
