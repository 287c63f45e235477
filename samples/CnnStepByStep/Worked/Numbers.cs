using System.Globalization;

namespace CnnStepByStep;

/// <summary>Formats numbers for the tutorial.</summary>
internal static class Numbers
{
    /// <summary>Formats a number with up to two decimals, without trailing zeros; zero has no sign.</summary>
    /// <param name="value">The number.</param>
    public static string Short(double value) => (value == 0 ? 0 : value).ToString("0.##", CultureInfo.InvariantCulture);

    /// <summary>Formats a number for figures, with a minus sign of a digit's width.</summary>
    /// <param name="value">The number.</param>
    public static string Drawn(double value) => Short(value).Replace('-', '\u2212');

    /// <summary>Formats a fraction as a percentage with one decimal.</summary>
    /// <param name="fraction">0..1.</param>
    public static string Percent(double fraction) => string.Create(CultureInfo.InvariantCulture, $"{100 * fraction:0.0} %");

    /// <summary>Formats a number with three decimals.</summary>
    /// <param name="value">The number.</param>
    public static string Exact(double value) => value.ToString("0.000", CultureInfo.InvariantCulture);
}
