using System.Globalization;

namespace MlNetCnn.Datasets;

/// <summary>Puts a split together with what a person should be told about it.</summary>
internal static class SplitSummary
{
    /// <summary>The share that is the test where none is given.</summary>
    public const double TestFraction = 0.2;

    /// <summary>The share of the rest that steers where nothing else does.</summary>
    public const double ValidationFraction = 0.1;

    /// <summary>Puts a split together.</summary>
    /// <param name="source">The listing it was made of.</param>
    /// <param name="parts">Train, validation and test.</param>
    /// <param name="explanation">Who plays which part and why, without the numbers.</param>
    /// <param name="notes">Warnings of this split.</param>
    /// <param name="requested">Whether validation and test were asked for, so that an empty one is worth a warning.</param>
    /// <returns>The split.</returns>
    public static DatasetSplits Compose(
        ImageDataset source,
        (ImageDataset Train, ImageDataset Validation, ImageDataset Test) parts,
        string explanation,
        IEnumerable<string> notes,
        (bool Validation, bool Test) requested)
    {
        var (train, validation, test) = parts;
        var split = new DatasetSplits(train, validation, test)
        {
            Explanation = $"{char.ToUpperInvariant(explanation[0])}{explanation[1..]}: {train.Count} train, {validation.Count} validation, {test.Count} test.",
            Errors = source.Errors,
        };
        return split with
        {
            Warnings =
            [
                .. source.Warnings,
                .. notes,
                .. SplitCopies.Warnings(train, validation, test),
                .. requested.Test ? ClassBalance.MissingFrom(train, test, "test") : [],
                .. requested.Validation ? ClassBalance.MissingFrom(train, validation, "validation") : [],
                .. split.UnknownLabels,
            ],
        };
    }

    /// <summary>A share in words.</summary>
    /// <param name="fraction">From 0 to 1.</param>
    /// <returns>For example <c>a fifth</c> or <c>15 %</c>.</returns>
    public static string Words(double fraction) => fraction switch
    {
        TestFraction => "a fifth",
        ValidationFraction => "a tenth",
        _ => string.Create(CultureInfo.InvariantCulture, $"{fraction * 100:0.##} %"),
    };
}
