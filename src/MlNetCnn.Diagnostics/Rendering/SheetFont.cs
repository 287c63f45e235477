using System.Collections.Concurrent;
using System.Text;
using SkiaSharp;

namespace MlNetCnn.Diagnostics;

/// <summary>
/// Provides the font of rendered images: a font embedded in the assembly, because a machine may have none. Characters that it lacks are taken
/// from a system font if one has them, and are otherwise written as an escape, so that no character becomes an empty box.
/// </summary>
/// <remarks>
/// The font is DejaVu Sans 2.37 with its Latin, Greek and Cyrillic letters and its punctuation; its license file is in the same folder. Text is
/// not shaped, so only scripts without joining or reordering use system fonts: Korean, Chinese, Japanese.
/// </remarks>
internal static class SheetFont
{
    private static readonly Lazy<SKTypeface> Bundled = new(Load);

    /// <summary>Makes a text drawable: characters that no font has, and control characters, become escapes such as <c>\u{1F600}</c>.</summary>
    /// <param name="text">Any text.</param>
    public static string Drawable(string text)
    {
        var drawable = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (FaceOf(rune) is null)
            {
                drawable.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{{{rune.Value:X}}}");
            }
            else
            {
                drawable.Append(rune.ToString());
            }
        }

        return drawable.ToString();
    }

    /// <summary>Measures the width of a text.</summary>
    /// <param name="text">A drawable text.</param>
    /// <param name="size">The font size, in pixels.</param>
    public static float Measure(string text, float size)
    {
        return Runs(text).Sum(run =>
        {
            using var font = Font(run.Face, size);
            return font.MeasureText(run.Text);
        });
    }

    /// <summary>Draws a text.</summary>
    /// <param name="canvas">The canvas.</param>
    /// <param name="text">A drawable text.</param>
    /// <param name="x">The left end.</param>
    /// <param name="baseline">The baseline.</param>
    /// <param name="size">The font size, in pixels.</param>
    /// <param name="color">The color.</param>
    public static void Draw(SKCanvas canvas, string text, float x, float baseline, float size, SKColor color)
    {
        using var paint = new SKPaint { Color = color, IsAntialias = true };
        foreach (var (face, run) in Runs(text))
        {
            using var font = Font(face, size);
            canvas.DrawText(run, x, baseline, font, paint);
            x += font.MeasureText(run);
        }
    }

    /// <summary>Wraps a text, between words if possible.</summary>
    /// <param name="text">A drawable text.</param>
    /// <param name="size">The font size, in pixels.</param>
    /// <param name="width">The maximum width of a line, in pixels.</param>
    public static IReadOnlyList<string> Wrap(string text, float size, float width)
    {
        var lines = new List<string>();
        var line = "";
        foreach (var word in text.Split(' ').SelectMany(word => Pieces(word, size, width)))
        {
            var longer = line.Length == 0 ? word : $"{line} {word}";
            if (line.Length > 0 && Measure(longer, size) > width)
            {
                lines.Add(line);
                longer = word;
            }

            line = longer;
        }

        lines.Add(line);
        return lines;
    }

    private static IEnumerable<string> Pieces(string word, float size, float width)
    {
        var piece = "";
        foreach (var rune in word.EnumerateRunes())
        {
            if (piece.Length > 0 && Measure(piece + rune, size) > width)
            {
                yield return piece;
                piece = "";
            }

            piece += rune;
        }

        yield return piece;
    }

    private static SKFont Font(SKTypeface face, float size) => new(face, size) { Subpixel = true };

    private static IEnumerable<(SKTypeface Face, string Text)> Runs(string text)
    {
        var run = new StringBuilder();
        SKTypeface? face = null;
        foreach (var rune in text.EnumerateRunes())
        {
            var requested = FaceOf(rune) ?? Bundled.Value;
            if (face is not null && requested != face)
            {
                yield return (face, run.ToString());
                run.Clear();
            }

            face = requested;
            run.Append(rune.ToString());
        }

        if (face is not null)
        {
            yield return (face, run.ToString());
        }
    }

    private static SKTypeface? FaceOf(Rune rune) =>
        Rune.IsControl(rune) ? null
        : Bundled.Value.ContainsGlyph(rune.Value) ? Bundled.Value
        : StandsAlone(rune.Value) ? SystemFonts.Find(rune.Value)
        : null;

    // Unicode blocks of scripts that need neither joining nor reordering.
    private static bool StandsAlone(int codePoint) => codePoint
        is (>= 0x3000 and <= 0x30FF) or (>= 0x3130 and <= 0x318F) or (>= 0x3400 and <= 0x4DBF) or (>= 0x4E00 and <= 0x9FFF)
        or (>= 0xAC00 and <= 0xD7A3) or (>= 0xF900 and <= 0xFAFF) or (>= 0xFF00 and <= 0xFFEF);

    private static SKTypeface Load()
    {
        using var resource = typeof(SheetFont).Assembly.GetManifestResourceStream("DejaVuSans-subset.ttf")
            ?? throw new InvalidOperationException("the font is missing from the assembly");
        return SKTypeface.FromStream(resource) ?? throw new InvalidOperationException("the font in the assembly cannot be read");
    }
}

/// <summary>Looks up system fonts, once per character.</summary>
internal static class SystemFonts
{
    private static readonly ConcurrentDictionary<int, SKTypeface?> Faces = new();

    /// <summary>Returns a font that has a character, or null.</summary>
    /// <param name="codePoint">The character.</param>
    public static SKTypeface? Find(int codePoint) => Faces.GetOrAdd(codePoint, Match);

    private static SKTypeface? Match(int codePoint)
    {
        // A font manager without fonts may return a typeface without glyphs.
        var face = SKFontManager.Default.MatchCharacter(codePoint);
        return face is not null && face.ContainsGlyph(codePoint) ? face : null;
    }
}
