using System.Collections.Concurrent;
using SkiaSharp;

namespace MlNetCnn.Diagnostics;

/// <summary>The system's fonts, asked once for each letter.</summary>
internal static class SystemFonts
{
    private static readonly ConcurrentDictionary<int, SKTypeface?> Faces = new();

    /// <summary>A font that has a letter, or null.</summary>
    /// <param name="codePoint">The letter.</param>
    public static SKTypeface? Find(int codePoint) => Faces.GetOrAdd(codePoint, Match);

    private static SKTypeface? Match(int codePoint)
    {
        // A manager without fonts may offer a face that has no letters.
        var face = SKFontManager.Default.MatchCharacter(codePoint);
        return face is not null && face.ContainsGlyph(codePoint) ? face : null;
    }
}
