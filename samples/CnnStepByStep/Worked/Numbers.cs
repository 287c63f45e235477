using System.Globalization;

namespace CnnStepByStep;

/// <summary>Numbers as they are written in the tutorial.</summary>
internal static class Numbers
{
    /// <summary>Up to two decimals, none where they are zero; zero has no sign.</summary>
    /// <param name="value">The number.</param>
    public static string Short(double value) => (value == 0 ? 0 : value).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>The same with a minus of a digit's width, for pictures.</summary>
    /// <param name="value">The number.</param>
    public static string Drawn(double value) => Short(value).Replace('-', '\u2212');

    /// <summary>A share in percent, with one decimal.</summary>
    /// <param name="fraction">0..1.</param>
    public static string Percent(double fraction) => string.Create(CultureInfo.InvariantCulture, $"{100 * fraction:0.0} %");

    /// <summary>Three decimals.</summary>
    /// <param name="value">The number.</param>
    public static string Exact(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
