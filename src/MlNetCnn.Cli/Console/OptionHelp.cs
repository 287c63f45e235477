using System.Collections;
using System.CommandLine;
using System.Globalization;

namespace MlNetCnn.Cli;

/// <summary>The parts of an option's help, as the console and docs/command-line.md print them.</summary>
internal static class OptionHelp
{
    /// <summary>Returns the names and the value, for example <c>-o, --output &lt;FILE.zip&gt;</c>.</summary>
    /// <param name="option">The option.</param>
    public static string Syntax(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(alias => alias[0] == '-').Order(StringComparer.Ordinal).Append(option.Name));
        return option.HelpName is { } value ? $"{names} <{value}>" : names;
    }

    /// <summary>Returns what follows the description: whether the option is required, its range, its default and its methods.</summary>
    /// <param name="option">The option.</param>
    /// <param name="group">The group that lists it.</param>
    /// <param name="withRange">Whether the range is among them.</param>
    /// <returns>Nothing for an option that needs no such details.</returns>
    public static IReadOnlyList<string> Details(Option option, OptionGroup group, bool withRange = true)
    {
        var tool = option as IToolOption;
        var value = DefaultOf(option);
        var methods = group.MethodsOf(option);
        return
        [
            .. option.Required ? ["required"] : Array.Empty<string>(),
            .. withRange && tool?.Range is { } range ? [range] : Array.Empty<string>(),
            .. value is not null ? [$"default: {value}"] : Array.Empty<string>(),
            .. methods.Count < group.Methods.Count ? [$"{string.Join(" and ", methods)} only"] : Array.Empty<string>(),
        ];
    }

    /// <summary>Returns the default of an option, or null where it has none. A flag is off by default, which goes without saying.</summary>
    /// <param name="option">The option.</param>
    public static string? DefaultOf(Option option) =>
        (option as IToolOption)?.Default ?? (option.HasDefaultValue && option.ValueType != typeof(bool) ? Text(option.GetDefaultValue()) : null);

    /// <summary>Returns a value as it is written on the command line, or null for none.</summary>
    /// <param name="value">The value.</param>
    public static string? Text(object? value) => value switch
    {
        null => null,
        Enum or bool => ApiWords.Hyphenated(value.ToString()!),
        IEnumerable values and not string => string.Join(' ', values.Cast<object>().Select(Text)),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
