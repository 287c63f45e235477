namespace MlNetCnn.Diagnostics;

/// <summary>
/// The colors of a report: the palette of Okabe and Ito ("Color universal design", 2008), which is distinguishable with any color vision.
/// Nothing is indicated by color alone.
/// </summary>
internal static class ReportColors
{
    /// <summary>Blue: correct results, and the first line of a chart. 0xRRGGBB.</summary>
    public const int Blue = 0x0072B2;

    /// <summary>Vermillion: wrong results, and the second line. 0xRRGGBB.</summary>
    public const int Vermillion = 0xD55E00;

    /// <summary>The text color. 0xRRGGBB.</summary>
    public const int Ink = 0x1B1F24;

    /// <summary>Returns the style of a cell whose fill grows with its fraction; its text stays readable.</summary>
    /// <param name="color">The color of a full cell, 0xRRGGBB.</param>
    /// <param name="fraction">The fraction, 0..1.</param>
    public static string Fill(int color, double fraction)
    {
        // The lightest tint distinguishes a filled cell from an empty one.
        var strength = 0.12 + (0.88 * fraction);
        var (red, green, blue) = (Blend(color >> 16), Blend(color >> 8), Blend(color));
        var text = Contrast(red, green, blue, 255) >= Contrast(red, green, blue, 27) ? "#fff" : "#1b1f24";
        return $"background:#{red:x2}{green:x2}{blue:x2};color:{text}";

        int Blend(int channel) => (int)Math.Round(255 + (((channel & 255) - 255) * strength));
    }

    // The contrast ratio of WCAG 2, 1.4.3, of gray text on a background.
    private static double Contrast(int red, int green, int blue, int gray)
    {
        var one = (0.2126 * Linear(red)) + (0.7152 * Linear(green)) + (0.0722 * Linear(blue));
        var other = Linear(gray);
        return (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);
    }

    private static double Linear(int channel) =>
        channel / 255.0 is <= 0.04045 and var dark ? dark / 12.92 : Math.Pow(((channel / 255.0) + 0.055) / 1.055, 2.4);
}
