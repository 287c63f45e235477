using System.CommandLine;
using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Cli;

/// <summary>Creates the options that several commands share, so that all of them read and check the same values.</summary>
internal static class CommonOptions
{
    /// <summary><c>--model</c>, required.</summary>
    public static Option<string> Model() => new("--model")
    {
        Description = "Model file: a .zip or .onnx written by mlnetcnn.",
        HelpName = "FILE",
        Required = true,
    };

    /// <summary><c>--output</c> for an image; required.</summary>
    /// <param name="extension">The file extension, with the dot.</param>
    public static Option<string> ImageOutput(string extension = ".png") => new("--output", "-o")
    {
        Description = $"Image file to write ({extension}).",
        HelpName = $"FILE{extension}",
        Required = true,
    };

    /// <summary><c>--threads</c>.</summary>
    public static Option<int> Threads() => CheckedNumber(
        new ToolOption<int>("--threads")
        {
            Description = "Images processed in parallel; 0 uses all cores.",
            HelpName = "N",
            DefaultValueFactory = _ => 0,
        },
        new RangeAttribute(0, 1024));

    /// <summary><c>--tta</c>.</summary>
    public static Option<int> Views() => CheckedNumber(
        new ToolOption<int>("--tta")
        {
            Description = "Test-time augmentation: average the scores of this many views (mirrored, corner crops) of each image.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        },
        new RangeAttribute(1, ImageClassifierOptions.MaxViews));

    /// <summary><c>--seed</c>.</summary>
    public static Option<int> Seed() => new("--seed")
    {
        Description = "Random seed; the same seed and images give the same model.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    /// <summary><c>--max-bad</c>, in percent.</summary>
    public static Option<double> MaxBad() => CheckedNumber(
        new ToolOption<double>("--max-bad")
        {
            Description = "Exit with code 3 if more than this percentage of images cannot be used.",
            HelpName = "PERCENT",
            DefaultValueFactory = _ => 5,
        },
        new RangeAttribute(0.0, 100.0));

    /// <summary><c>--metrics</c>.</summary>
    public static Option<string?> Metrics() => new("--metrics")
    {
        Description = "Also write the metrics as JSON.",
        HelpName = "FILE",
    };

    /// <summary><c>--report</c>.</summary>
    public static Option<string?> Report() => new("--report")
    {
        Description = "Also write an HTML report with charts and example images.",
        HelpName = "FILE.html",
    };

    /// <summary>An option that takes a member of an enumeration, in lowercase with a hyphen between words; read it with
    /// <see cref="Chosen"/>.</summary>
    public static Option<string> Choice<T>(string name, string description, T defaultValue)
        where T : struct, Enum
    {
        string[] names = [.. Enum.GetNames<T>().Select(ApiWords.Hyphenated)];
        var option = new Option<string>(name)
        {
            Description = description,
            HelpName = string.Join('|', names),
            DefaultValueFactory = _ => ApiWords.Hyphenated(defaultValue.ToString()),
        };
        return option.AcceptOnlyFromAmong(names);
    }

    /// <summary>Reads the chosen member.</summary>
    public static T Chosen<T>(this ParseResult parse, Option<string> choice)
        where T : struct, Enum => (T)Chosen(typeof(T), parse.GetRequiredValue(choice));

    /// <summary>Returns the member of an enumeration that a word of the command line stands for.</summary>
    public static object Chosen(Type type, string word) => Enum.Parse(type, word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    /// <summary>A threshold below which the command exits with code 6.</summary>
    public static Option<double?> Gate(string name, string measure) => CheckedNumber(
        new ToolOption<double?>(name) { Description = $"Exit with code 6 if the {measure} is below this value.", HelpName = "X" },
        new RangeAttribute(0.0, 1.0));

    /// <summary>Lets an option be specified once, or several times with one or more values each.</summary>
    public static Option<string[]> Repeated(Option<string[]> option, bool several)
    {
        option.Arity = ArgumentArity.OneOrMore;
        option.AllowMultipleArgumentsPerToken = several;
        option.Validators.Add(result =>
        {
            if (!several && result.Tokens.Count > 1)
            {
                result.AddError($"{option.Name} takes one value, not {result.Tokens.Count}.");
            }
        });
        return option;
    }

    /// <summary>Lets an option take a size that <see cref="ByteSize"/> reads.</summary>
    public static Option<T> Size<T>(ToolOption<T> option)
    {
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && ByteSize.Parse(result.Tokens[0].Value) is null)
            {
                result.AddError($"{option.Name} takes a size such as 500MB or 2GB, not '{result.Tokens[0].Value}'.");
            }
        });
        return option;
    }

    /// <summary>Reads and checks the number of an option with <see cref="NumberParser"/>, and adds the range to its help.</summary>
    /// <param name="option">The option.</param>
    /// <param name="range">The range; its bounds are of the type of the option, since the attribute converts values to the type of its bounds.</param>
    public static Option<T> CheckedNumber<T>(ToolOption<T> option, RangeAttribute range)
    {
        var words = OptionChecks.Describe(range);
        var kind = (Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)) == typeof(int) ? "an integer" : "a number";
        var expected = $"{kind}{(words.StartsWith("at least", StringComparison.Ordinal) ? " of" : "")} {words}";
        option.CustomParser = NumberParser.Create<T>(option.Name, number => range.IsValid(number), expected);
        option.Range = words.StartsWith("from ", StringComparison.Ordinal) ? words["from ".Length..] : words;
        return option;
    }
}

/// <summary>The options of every command.</summary>
internal static class GlobalOptions
{
    /// <summary>Hides progress.</summary>
    public static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Show no progress.", Recursive = true };

    /// <summary>Shows details, and stack traces of errors.</summary>
    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Show details, including stack traces of errors.", Recursive = true };
}
