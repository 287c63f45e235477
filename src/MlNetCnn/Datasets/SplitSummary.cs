using System.Globalization;

namespace MlNetCnn.Datasets;

/// <summary>Composes a split with its explanation and warnings.</summary>
internal static class SplitSummary
{
    /// <summary>The default fraction of the test split.</summary>
    public const double TestFraction = 0.2;

    /// <summary>The default fraction of the validation split, of the images that are not in the test split.</summary>
    public const double ValidationFraction = 0.1;

    /// <summary>Composes the splits.</summary>
    /// <param name="source">The dataset that was split.</param>
    /// <param name="parts">Train, validation and test.</param>
    /// <param name="explanation">Which images are in which split and why, without the counts.</param>
    /// <param name="notes">Warnings about this split.</param>
    /// <param name="requested">Whether validation and test were requested, so that an empty one causes a warning.</param>
    /// <returns>The splits.</returns>
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

    /// <summary>Formats a fraction.</summary>
    /// <param name="fraction">From 0 to 1.</param>
    /// <returns>For example <c>a fifth</c> or <c>15 %</c>.</returns>
    public static string Words(double fraction) => fraction switch
    {
        TestFraction => "a fifth",
        ValidationFraction => "a tenth",
        _ => string.Create(CultureInfo.InvariantCulture, $"{fraction * 100:0.##} %"),
    };
}
