using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;

namespace MlNetCnn.Primitives;

/// <summary>Checks options against the ranges declared on their properties by <see cref="RangeAttribute"/>.</summary>
[SharedInternal]
internal static class OptionChecks
{
    /// <summary>Checks all ranges, including those of nested options, and that enum values are defined.</summary>
    /// <param name="options">The options.</param>
    /// <param name="further">Checks that ranges cannot express: the property, whether the check passes, and the expected value.</param>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>, with all properties that are out of range.</exception>
    public static void Validate(object options, params IEnumerable<(string Property, bool Holds, string Expected)> further)
    {
        ArgumentNullException.ThrowIfNull(options);
        var errors = Errors(options, "").ToList();
        errors.AddRange(further.Where(check => !check.Holds).Select(check => (check.Property, check.Expected, Value(options, check.Property))));
        if (errors.Count > 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.OptionOutOfRange, $"{(errors.Count == 1 ? "an option is" : "options are")} out of range",
                expected: string.Join("; ", errors.Select(error => $"{error.Property} {error.Expected}")),
                received: string.Join("; ", errors.Select(error => $"{error.Property} {Text(error.Value)}")));
        }
    }

    /// <summary>Describes a range, for example <c>from 1 to 4096</c>, <c>above 0 and at most 10</c> or <c>at least 0</c>.</summary>
    /// <param name="range">The range.</param>
    public static string Describe(RangeAttribute range)
    {
        var (min, max) = (Text(range.Minimum), Text(range.Maximum));
        return (range.MinimumIsExclusive, range.MaximumIsExclusive, Unbounded(range.Maximum)) switch
        {
            (false, _, true) => $"at least {min}",
            (true, _, true) => $"above {min}",
            (false, false, _) => $"from {min} to {max}",
            (false, true, _) => $"from {min} to below {max}",
            (true, false, _) => $"above {min} and at most {max}",
            (true, true, _) => $"above {min} and below {max}",
        };
    }

    private static bool Unbounded(object max) => max is double.PositiveInfinity or int.MaxValue;

    private static IEnumerable<(string Property, string Expected, object? Value)> Errors(object options, string prefix)
    {
        foreach (var property in options.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(property => property.GetIndexParameters().Length == 0))
        {
            var value = property.GetValue(options);
            if (property.GetCustomAttribute<RangeAttribute>() is { } range && !range.IsValid(value))
            {
                yield return ($"{prefix}{property.Name}", Describe(range), value);
            }
            else if (value is Enum choice && !Enum.IsDefined(choice.GetType(), choice))
            {
                yield return ($"{prefix}{property.Name}", $"one of {string.Join(", ", Enum.GetNames(choice.GetType()))}",
                    Convert.ToInt64(choice, CultureInfo.InvariantCulture));
            }
            else if (value is not null && DeclaresRanges(value.GetType()))
            {
                foreach (var error in Errors(value, $"{prefix}{property.Name}."))
                {
                    yield return error;
                }
            }
        }
    }

    private static bool DeclaresRanges(Type type) =>
        type.Assembly.GetName().Name!.StartsWith(nameof(MlNetCnn), StringComparison.Ordinal)
        && type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Any(property => property.IsDefined(typeof(RangeAttribute)));

    private static object? Value(object options, string property) => options.GetType().GetProperty(property)?.GetValue(options);

    private static string Text(object? value) =>
        value is IFormattable number ? number.ToString(null, CultureInfo.InvariantCulture) : value?.ToString() ?? "null";
}
