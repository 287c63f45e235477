using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>An option that sets a property of the training options.</summary>
/// <param name="Property">The name of the property.</param>
/// <param name="Option">The option.</param>
/// <param name="Read">Reads the option as a value of the property.</param>
internal sealed record PropertyOption(string Property, Option Option, Func<ParseResult, object?> Read)
{
    // Longer lists of values move from the syntax of an option to its details.
    private const int MaxValuesInSyntax = 20;

    private static readonly (TrainingOptions Options, string Name)[] Methods =
        [(new FineTuningOptions(), TrainingMethod.FineTuning), (new CnnTrainingOptions(), TrainingMethod.Scratch)];

    /// <summary>Creates the option of a property; name, help, range and default follow from it.</summary>
    public static PropertyOption Of(PropertyInfo property)
    {
        ArgumentNullException.ThrowIfNull(property);
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type == typeof(int) ? Number<int>(property, "N")
            : type == typeof(double) ? Number<double>(property, "X")
            : type == typeof(bool) ? Choice(property, ["true", "false"], text => text == "true")
            : Choice(property, [.. Enum.GetNames(type).Select(ApiWords.Hyphenated)], text => CommonOptions.Chosen(type, text));
    }

    /// <summary>Returns the training methods that have a property.</summary>
    /// <param name="property">The name of the property.</param>
    public static IReadOnlyList<string> MethodsOf(string property) =>
        [.. Methods.Where(method => Owner(method.Options, property) is not null).Select(method => method.Name)];

    /// <summary>Whether a training has the property.</summary>
    /// <param name="options">The options of the training.</param>
    public bool BelongsTo(TrainingOptions options) => Owner(options, Property) is not null;

    /// <summary>Sets the property, if the option was specified and the training has it.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="options">The options of the training, changed in place.</param>
    public void Set(ParseResult parse, TrainingOptions options)
    {
        if (TrainingMethod.IsGiven(parse, Option) && Owner(options, Property) is { } owner)
        {
            owner.GetType().GetProperty(Property)!.SetValue(owner, Read(parse));
        }
    }

    /// <summary>Returns the specified value, or a default.</summary>
    public T Value<T>(ParseResult parse, T otherwise) => TrainingMethod.IsGiven(parse, Option) ? (T)Read(parse)! : otherwise;

    private static object? Owner(TrainingOptions options, string property) =>
        new object[] { options, options.Mixing }.FirstOrDefault(owner => owner.GetType().GetProperty(property) is not null);

    private static PropertyOption Number<T>(PropertyInfo property, string value)
        where T : struct
    {
        var option = Create<T?>(property, value);
        CommonOptions.CheckedNumber(option, property.GetCustomAttribute<RangeAttribute>()!);
        return new PropertyOption(property.Name, option, parse => parse.GetValue(option));
    }

    private static PropertyOption Choice(PropertyInfo property, string[] names, Func<string, object> chosen)
    {
        var values = string.Join('|', names);
        var option = Create<string>(property, values.Length > MaxValuesInSyntax ? "NAME" : values);
        option.Range = values.Length > MaxValuesInSyntax ? $"{string.Join(", ", names[..^1])} or {names[^1]}" : null;
        option.AcceptOnlyFromAmong(names);
        return new PropertyOption(property.Name, option, parse => chosen(parse.GetRequiredValue(option)));
    }

    private static ToolOption<T> Create<T>(PropertyInfo property, string value)
    {
        var display = property.GetCustomAttribute<DisplayAttribute>()!;
        return new ToolOption<T>(TrainingProperties.OptionName(property.Name))
        {
            Description = display.Description,
            HelpName = value,
            Default = DefaultOf(property) ?? display.Prompt,
            Methods = MethodsOf(property.Name),
        };
    }

    /// <summary>The default, or one for each method where they differ; null where it is chosen in training.</summary>
    private static string? DefaultOf(PropertyInfo property)
    {
        var values = (from method in Methods
                      let owner = Owner(method.Options, property.Name)
                      where owner is not null
                      select (method.Name, Text: OptionHelp.Text(owner.GetType().GetProperty(property.Name)!.GetValue(owner)))).ToArray();
        return values.Any(value => value.Text is null) ? null
            : values.DistinctBy(value => value.Text).Count() == 1 ? values[0].Text
            : string.Join(", ", values.Select(value => $"{value.Text} ({value.Name})"));
    }
}
