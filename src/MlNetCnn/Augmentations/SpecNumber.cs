using System.Globalization;

namespace MlNetCnn.Augmentations;

/// <summary>A number as people write it in a spec: <c>0.75</c> or <c>3/4</c>, with a point whatever the culture.</summary>
internal static class SpecNumber
{
    private const NumberStyles Style = NumberStyles.Float & ~NumberStyles.AllowTrailingWhite & ~NumberStyles.AllowLeadingWhite;

    /// <summary>Reads it.</summary>
    /// <returns>The number; NaN, which is in no range, where it is none.</returns>
    public static double Parse(string text)
    {
        var slash = text.IndexOf('/');
        return slash < 0 ? One(text) : One(text[..slash]) / One(text[(slash + 1)..]);
    }

    private static double One(string text) =>
        double.TryParse(text, Style, CultureInfo.InvariantCulture, out var number) ? number : double.NaN;
}
