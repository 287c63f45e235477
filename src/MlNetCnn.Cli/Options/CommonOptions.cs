using System.CommandLine;

namespace MlNetCnn.Cli;

/// <summary>Makers of the options that several commands share, so that each reads and checks the same everywhere.</summary>
internal static class CommonOptions
{
    /// <summary><c>--model</c>, required.</summary>
    public static Option<string> Model() => new("--model")
    {
        Description = "The model: a .zip or an .onnx of mlnetcnn.",
        HelpName = "FILE",
        Required = true,
    };

    /// <summary><c>--output</c>, a picture; required.</summary>
    /// <param name="extension">How its name ends, with the dot.</param>
    public static Option<string> DecodedImage(string extension = ".png") => new("--output", "-o")
    {
        Description = $"The picture to write, a {extension} file; it appears when it is complete.",
        HelpName = $"FILE{extension}",
        Required = true,
    };

    /// <summary><c>--threads</c>.</summary>
    public static Option<int> Threads()
    {
        var option = new Option<int>("--threads")
        {
            Description = "Photos worked on at a time; 0 for as many as there are cores.",
            HelpName = "N",
            DefaultValueFactory = _ => 0,
        };
        return CheckedNumber(option, value => value is >= 0 and <= 1024, "a whole number from 0 to 1024");
    }

    /// <summary><c>--tta</c>.</summary>
    public static Option<int> Views()
    {
        var option = new Option<int>("--tta")
        {
            Description = "Test-time augmentation: score this many views of each photo and take the mean; each costs as much as a photo. "
                + "1 is the photo as it is, 2 adds it mirrored, 3 to 10 add its corners, a little larger, plain or mirrored. "
                + "Mirrored ones are left out of a model that fine-tuning found to take them for another class. Not where a mirrored photo shows "
                + "another class and the model does not know, as with traffic signs and --method features.",
            HelpName = "N",
            DefaultValueFactory = _ => 1,
        };
        return CheckedNumber(option, value =>
            value is >= 1 and <= ImageClassifierOptions.MaxViews, $"a whole number from 1 to {ImageClassifierOptions.MaxViews}");
    }

    /// <summary><c>--seed</c>.</summary>
    public static Option<int> Seed() => new("--seed")
    {
        Description = "Decides every random choice: the same seed and photos give the same model.",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    /// <summary><c>--max-bad</c>, in percent.</summary>
    public static Option<double> MaxBad()
    {
        var option = new Option<double>("--max-bad")
        {
            Description = "The percentage of photos that cannot be used above which the command ends with exit code 3; rows and files that the listing "
                + "leaves out count too.",
            HelpName = "PERCENT",
            DefaultValueFactory = _ => 5,
        };
        return CheckedNumber(option, value => value is >= 0 and <= 100, "a number from 0 to 100");
    }

    /// <summary><c>--metrics</c>.</summary>
    public static Option<string?> Metrics() => new("--metrics")
    {
        Description = "Also write the figures to this file, as JSON.",
        HelpName = "FILE",
    };

    /// <summary><c>--report</c>.</summary>
    public static Option<string?> Report() => new("--report")
    {
        Description = "Also write a report with charts and pictures to this file: one HTML page that needs nothing else.",
        HelpName = "FILE.html",
    };

    /// <summary>A choice among the members of an enumeration, written in small letters with a hyphen between words; read it with
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

    /// <summary>What was chosen.</summary>
    public static T Chosen<T>(this ParseResult parse, Option<string> choice)
        where T : struct, Enum => (T)Chosen(typeof(T), parse.GetRequiredValue(choice));

    /// <summary>The member of an enumeration that is meant by a word of the command line.</summary>
    public static object Chosen(Type type, string word) => Enum.Parse(type, word.Replace("-", "", StringComparison.Ordinal), ignoreCase: true);

    /// <summary>A threshold below which the command ends with exit code 6.</summary>
    public static Option<double?> Gate(string name, string measure)
    {
        var option = new Option<double?>(name)
        {
            Description = $"End with exit code 6 if the {measure} is below this, from 0 to 1.",
            HelpName = "X",
        };
        return CheckedNumber(option, value => value is null or (>= 0 and <= 1), "a number from 0 to 1, for example 0.9");
    }

    /// <summary>Lets an option be given once, or several times with one or more values each.</summary>
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

    /// <summary>Has a number's option read and checked by <see cref="NumberParser"/>.</summary>
    public static Option<T> CheckedNumber<T>(Option<T> option, Func<T, bool> isValid, string expected)
    {
        option.CustomParser = NumberParser.Create(option.Name, isValid, expected);
        return option;
    }
}

/// <summary>The options that every command takes.</summary>
internal static class GlobalOptions
{
    /// <summary>No progress.</summary>
    public static Option<bool> Quiet { get; } = new("--quiet", "-q") { Description = "Show no progress.", Recursive = true };

    /// <summary>Details, and stack traces with faults.</summary>
    public static Option<bool> Verbose { get; } = new("--verbose") { Description = "Show details, also of faults.", Recursive = true };
}
