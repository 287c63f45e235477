using System.CommandLine.Parsing;
using System.Globalization;

namespace MlNetCnn.Cli;

/// <summary>Reads numbers of the command line independently of the culture, and checks the value that is used.</summary>
internal static class NumberParser
{
    /// <summary>Creates the parser of an option.</summary>
    /// <param name="name">The option, for messages.</param>
    /// <param name="isValid">Whether the value is in range.</param>
    /// <param name="expected">The range, in words.</param>
    public static Func<ArgumentResult, T?> Create<T>(string name, Func<T, bool> isValid, string expected) => result =>
    {
        // The parser itself reports a missing value and an extra one.
        if (result.Tokens is not [{ Value: var text }])
        {
            return default;
        }

        if (Read<T>(text) is T value && isValid(value))
        {
            return value;
        }

        // System.CommandLine would take the comma of 0,01 for a group separator, and read 1.
        var hint = text.Contains(',') ? "; use a decimal point, not a comma" : "";
        result.AddError($"{name} takes {expected}, not '{text}'{hint}.");
        return default;
    };

    private static object? Read<T>(string text)
    {
        if (typeof(T) == typeof(int) || typeof(T) == typeof(int?))
        {
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;
        }

        const NumberStyles style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        return double.TryParse(text, style, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }
}
