namespace CnnStepByStep;

/// <summary>
/// The colours of the figures: those of Okabe and Ito, which people with any colour vision tell apart ("Color universal design", 2008), on
/// a light ground of their own, so that a figure reads the same on a white and on a dark page.
/// </summary>
internal static class Palette
{
    /// <summary>Behind everything.</summary>
    public const string Ground = "#ffffff";

    /// <summary>The edge of the ground.</summary>
    public const string Edge = "#d0d7de";

    /// <summary>Text and numbers.</summary>
    public const string Ink = "#1f2328";

    /// <summary>Text that explains.</summary>
    public const string Quiet = "#57606a";

    /// <summary>Lines between cells.</summary>
    public const string Line = "#8c959f";

    /// <summary>What is frozen, unknown or a border.</summary>
    public const string Grey = "#e6e9ec";

    /// <summary>The first thing to look at.</summary>
    public const string Vermilion = "#d55e00";

    /// <summary>The second thing to look at.</summary>
    public const string Blue = "#0072b2";

    /// <summary>The third.</summary>
    public const string Green = "#009e73";

    /// <summary>A light blue, for what is below zero.</summary>
    public const string PaleBlue = "#cfe5f3";

    /// <summary>A light orange, for what is above zero and for what is trained.</summary>
    public const string PaleOrange = "#fbe3c0";

    /// <summary>A light green, for results.</summary>
    public const string PaleGreen = "#cdebe1";

    /// <summary>The grey of a pixel, light enough for a number on it.</summary>
    /// <param name="value">Its brightness.</param>
    /// <param name="brightest">The brightness that is drawn white.</param>
    public static string Pixel(double value, double brightest)
    {
        var level = (int)Math.Round(168 + (87 * Math.Clamp(value / brightest, 0, 1)));
        return $"#{level:x2}{level:x2}{level:x2}";
    }

    /// <summary>The ground of a number that has a sign.</summary>
    /// <param name="value">The number.</param>
    public static string Signed(double value) => value > 0 ? PaleOrange : value < 0 ? PaleBlue : Ground;
}
