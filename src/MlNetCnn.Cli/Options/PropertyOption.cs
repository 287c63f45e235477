using System.CommandLine;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Reflection;
using MlNetCnn.Training;

namespace MlNetCnn.Cli;

/// <summary>An option that sets a property of the options of training.</summary>
/// <param name="Property">The name of the property.</param>
/// <param name="Option">The option.</param>
/// <param name="Read">What it says, as the property takes it.</param>
internal sealed record PropertyOption(string Property, Option Option, Func<ParseResult, object?> Read)
{
    private static readonly (TrainingOptions Options, string Phrase)[] Methods =
        [(new FineTuningOptions(), "in fine-tuning"), (new CnnTrainingOptions(), "from scratch")];

    /// <summary>Makes the option of a property: name, help, range and default follow from it.</summary>
    public static PropertyOption Of(PropertyInfo property)
    {
        ArgumentNullException.ThrowIfNull(property);
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return type == typeof(int) ? Number<int>(property, "N", "a whole number")
            : type == typeof(double) ? Number<double>(property, "X", "a number")
            : type == typeof(bool) ? Choice(property, ["true", "false"], text => text == "true")
            : Choice(property, [.. Enum.GetNames(type).Select(ApiWords.Hyphenated)], text => CommonOptions.Chosen(type, text));
    }

    /// <summary>Whether a training has the property.</summary>
    /// <param name="options">The options of the training.</param>
    public bool BelongsTo(TrainingOptions options) => Owner(options, Property) is not null;

    /// <summary>Sets the property, if the option was given and the training has it.</summary>
    /// <param name="parse">The command line.</param>
    /// <param name="options">The options of the training, changed in place.</param>
    public void Set(ParseResult parse, TrainingOptions options)
    {
        if (TrainingMethod.IsGiven(parse, Option) && Owner(options, Property) is { } owner)
        {
            owner.GetType().GetProperty(Property)!.SetValue(owner, Read(parse));
        }
    }

    /// <summary>What was given, or what holds otherwise.</summary>
    public T Value<T>(ParseResult parse, T otherwise) => TrainingMethod.IsGiven(parse, Option) ? (T)Read(parse)! : otherwise;

    private static object? Owner(TrainingOptions options, string property) =>
        new object[] { options, options.Mixing }.FirstOrDefault(owner => owner.GetType().GetProperty(property) is not null);

    private static PropertyOption Number<T>(PropertyInfo property, string value, string kind)
        where T : struct
    {
        var option = new Option<T?>(TrainingProperties.OptionName(property.Name)) { Description = Describe(property), HelpName = value };
        var range = property.GetCustomAttribute<RangeAttribute>()!;
        var inWords = OptionChecks.Describe(range);
        var expected = $"{kind}{(inWords.StartsWith("at least", StringComparison.Ordinal) ? " of" : "")} {inWords}";
        CommonOptions.CheckedNumber(option, number => range.IsValid(number), expected);
        return new PropertyOption(property.Name, option, parse => parse.GetValue(option));
    }

    private static PropertyOption Choice(PropertyInfo property, string[] names, Func<string, object> chosen)
    {
        var option = new Option<string>(TrainingProperties.OptionName(property.Name)) { Description = Describe(property), HelpName = string.Join('|', names) };
        option.AcceptOnlyFromAmong(names);
        return new PropertyOption(property.Name, option, parse => chosen(parse.GetRequiredValue(option)));
    }

    /// <summary>What a property says of itself, its range, and its default for each method, with the word of this program for an image.</summary>
    private static string Describe(PropertyInfo property)
    {
        var text = property.GetCustomAttribute<DisplayAttribute>()!.Description!
            .Replace("image", "photo", StringComparison.Ordinal).Replace("Image", "Photo", StringComparison.Ordinal);
        var end = text.IndexOf(". ", StringComparison.Ordinal) is >= 0 and var found ? found + 1 : text.Length;
        var range = property.GetCustomAttribute<RangeAttribute>() is { } attribute ? DisplayText.Sentence(OptionChecks.Describe(attribute)) : "";
        string[] sentences = [text[..end], range, text[end..].Trim(), Defaults(property)];
        return string.Join(' ', sentences.Where(sentence => sentence.Length > 0));
    }

    private static string Defaults(PropertyInfo property)
    {
        var values = (from method in Methods
                      let owner = Owner(method.Options, property.Name)
                      where owner is not null
                      select (method.Phrase, Text: Text(owner.GetType().GetProperty(property.Name)!.GetValue(owner)))).ToArray();
        var only = values.Length == 1 ? $" {DisplayText.Sentence($"only {values[0].Phrase}")}" : "";
        return values.Any(value => value.Text is null) ? only.Trim()
            : values.DistinctBy(value => value.Text).Count() == 1 ? $"By default {values[0].Text}.{only}"
            : $"By default {string.Join(", ", values.Select(value => $"{value.Text} {value.Phrase}"))}.";
    }

    private static string? Text(object? value) => value switch
    {
        null => null,
        Enum or bool => ApiWords.Hyphenated(value.ToString()!),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
