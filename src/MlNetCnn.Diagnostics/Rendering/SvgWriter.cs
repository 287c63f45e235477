using System.Globalization;
using System.Text;
using System.Xml;

namespace MlNetCnn.Diagnostics;

/// <summary>Writes an SVG picture: white ground, text as text, whatever characters it holds. Disposing ends the picture.</summary>
internal sealed class SvgWriter : IDisposable
{
    /// <summary>Longer lines have their middle left out; a pointer that rests on one shows the whole.</summary>
    public const int MaxLetters = 160;

    private const string Namespace = "http://www.w3.org/2000/svg";

    private readonly XmlWriter _xml;

    /// <summary>Begins a picture.</summary>
    /// <param name="stream">Where it goes, as UTF-8; stays open.</param>
    /// <param name="width">Width, in pixels.</param>
    /// <param name="height">Height, in pixels.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="style">Rules of CSS.</param>
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
    /// <param name="name">Its name.</param>
    /// <param name="attributes">Its attributes; numbers are written the same in every culture.</param>
    public void Element(string name, params (string Name, object Value)[] attributes)
    {
        _xml.WriteStartElement(name, Namespace);
        Attributes(attributes);
        _xml.WriteEndElement();
    }

    /// <summary>Writes a line of text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="x">Its left end.</param>
    /// <param name="y">The line that it stands on.</param>
    /// <param name="attributes">Further attributes.</param>
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

    // XML has no place for control characters, not even escaped, nor for half a surrogate pair, which a cut may leave.
    private static string Clean(string text) =>
        string.Concat(text.EnumerateRunes().Select(rune => Rune.IsControl(rune) || rune.Value is 0xFFFE or 0xFFFF ? "\uFFFD" : rune.ToString()));
}
