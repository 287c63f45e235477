using System.Globalization;

namespace MlNetCnn;

/// <summary>Puts a split together with what a person should be told about it.</summary>
internal static class SplitSummary
{
    /// <summary>The share that is the test where none is given.</summary>
    public const double TestShare = 0.2;

    /// <summary>The share of the rest that steers where nothing else does.</summary>
    public const double ValidationShare = 0.1;

    /// <summary>Puts a split together.</summary>
    /// <param name="source">The listing it was made of.</param>
    /// <param name="parts">Train, validation and test.</param>
    /// <param name="explanation">Who plays which part and why, without the numbers.</param>
    /// <param name="notes">Warnings of this split.</param>
    /// <param name="wanted">Whether validation and test were asked for, so that an empty one is worth a warning.</param>
    /// <returns>The split.</returns>
    public static ImageSplit Compose(
        ImageListing source,
        (ImageListing Train, ImageListing Validation, ImageListing Test) parts,
        string explanation,
        IEnumerable<string> notes,
        (bool Validation, bool Test) wanted)
    {
        var (train, validation, test) = parts;
        var split = new ImageSplit(train, validation, test)
        {
            Explanation = $"{char.ToUpperInvariant(explanation[0])}{explanation[1..]}: {train.Count} train, {validation.Count} validation, {test.Count} test.",
            Faults = source.Faults,
        };
        return split with
        {
            Warnings =
            [
                .. source.Warnings,
                .. notes,
                .. SplitCopies.Warnings(train, validation, test),
                .. wanted.Test ? ClassBalance.MissingFrom(train, test, "test") : [],
                .. wanted.Validation ? ClassBalance.MissingFrom(train, validation, "validation") : [],
                .. split.UnknownLabels,
            ],
        };
    }

    /// <summary>A share in words.</summary>
    /// <param name="share">From 0 to 1.</param>
    /// <returns>For example <c>a fifth</c> or <c>15 %</c>.</returns>
    public static string Words(double share) => share switch
    {
        TestShare => "a fifth",
        ValidationShare => "a tenth",
        _ => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %"),
    };
}
