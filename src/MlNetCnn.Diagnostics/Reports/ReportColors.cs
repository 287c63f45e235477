namespace MlNetCnn.Diagnostics;

/// <summary>
/// The colours of a report: those of Okabe and Ito ("Color universal design", 2008), which people with any kind of colour vision tell apart.
/// Nothing is said by colour alone.
/// </summary>
internal static class ReportColors
{
    /// <summary>Blue: what is right, and the first line of a chart. 0xRRGGBB.</summary>
    public const int Blue = 0x0072B2;

    /// <summary>Vermillion: what is wrong, and the second line. 0xRRGGBB.</summary>
    public const int Vermillion = 0xD55E00;

    /// <summary>Text. 0xRRGGBB.</summary>
    public const int Ink = 0x1B1F24;

    /// <summary>The style of a cell that is filled the more, the larger its share is; its text stays readable.</summary>
    /// <param name="color">The colour of a full cell, 0xRRGGBB.</param>
    /// <param name="fraction">How full it is, 0..1.</param>
    public static string Fill(int color, double fraction)
    {
        // The least tint tells a filled cell from an empty one.
        var strength = 0.12 + (0.88 * fraction);
        var (red, green, blue) = (Blend(color >> 16), Blend(color >> 8), Blend(color));
        var text = Contrast(red, green, blue, 255) >= Contrast(red, green, blue, 27) ? "#fff" : "#1b1f24";
        return $"background:#{red:x2}{green:x2}{blue:x2};color:{text}";

        int Blend(int channel) => (int)Math.Round(255 + (((channel & 255) - 255) * strength));
    }

    // The ratio of WCAG 2, 1.4.3, of a grey text on a background.
    private static double Contrast(int red, int green, int blue, int grey)
    {
        var one = (0.2126 * Linear(red)) + (0.7152 * Linear(green)) + (0.0722 * Linear(blue));
        var other = Linear(grey);
        return (Math.Max(one, other) + 0.05) / (Math.Min(one, other) + 0.05);
    }

    private static double Linear(int channel) =>
        channel / 255.0 is <= 0.04045 and var dark ? dark / 12.92 : Math.Pow(((channel / 255.0) + 0.055) / 1.055, 2.4);
}
