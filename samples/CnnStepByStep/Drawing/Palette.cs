namespace CnnStepByStep;

/// <summary>
/// The colors of the figures: the palette of Okabe and Ito, which is distinguishable with any color vision ("Color universal design", 2008), on
/// a light background, so that a figure reads the same on a light and on a dark page.
/// </summary>
internal static class Palette
{
    /// <summary>The background.</summary>
    public const string Ground = "#ffffff";

    /// <summary>The border of the background.</summary>
    public const string Edge = "#d0d7de";

    /// <summary>Text and numbers.</summary>
    public const string Ink = "#1f2328";

    /// <summary>Explanatory text.</summary>
    public const string Quiet = "#57606a";

    /// <summary>Lines between cells.</summary>
    public const string Line = "#8c959f";

    /// <summary>Frozen, unknown or padded cells.</summary>
    public const string Grey = "#e6e9ec";

    /// <summary>The primary highlight.</summary>
    public const string Vermilion = "#d55e00";

    /// <summary>The second highlight.</summary>
    public const string Blue = "#0072b2";

    /// <summary>The third highlight.</summary>
    public const string Green = "#009e73";

    /// <summary>Light blue, for negative numbers.</summary>
    public const string PaleBlue = "#cfe5f3";

    /// <summary>Light orange, for positive numbers and trained layers.</summary>
    public const string PaleOrange = "#fbe3c0";

    /// <summary>Light green, for results.</summary>
    public const string PaleGreen = "#cdebe1";

    /// <summary>Returns the gray of a pixel, light enough for a number on it.</summary>
    /// <param name="value">The brightness.</param>
    /// <param name="brightest">The brightness that is drawn white.</param>
    public static string Pixel(double value, double brightest)
    {
        var level = (int)Math.Round(168 + (87 * Math.Clamp(value / brightest, 0, 1)));
        return $"#{level:x2}{level:x2}{level:x2}";
    }

    /// <summary>Returns the background of a signed number.</summary>
    /// <param name="value">The number.</param>
    public static string Signed(double value) => value > 0 ? PaleOrange : value < 0 ? PaleBlue : Ground;
}
