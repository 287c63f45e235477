using System.Globalization;

namespace MlNetCnn.Datasets;

/// <summary>Splits by shares; the rules are told at <see cref="ImageDataset.Split"/>.</summary>
internal static class RandomSplit
{
    /// <summary>Splits the pictures, whatever parts they were assigned to.</summary>
    /// <param name="images">The pictures.</param>
    /// <param name="test">The share of all for test.</param>
    /// <param name="validation">The share of the rest for validation.</param>
    /// <param name="seed">Picks the split.</param>
    /// <returns>The split.</returns>
    /// <exception cref="MlNetCnnException">A share is out of range, or there are fewer than two classes.</exception>
    public static DatasetSplits Apply(ImageDataset images, double test, double validation, int seed)
    {
        if (!(test is >= 0 and < 1 && validation is >= 0 and < 1))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.OptionOutOfRange, "a share of the split is out of range",
                expected: "test and validation from 0 up to, but not reaching, 1",
                received: string.Create(CultureInfo.InvariantCulture, $"test {test}, validation {validation}"), fix: "correct them");
        }

        images.RequireTrainable();
        var (trained, steering, measured) = StratifiedSplit.Divide(images, images, test, validation, seed);
        return SplitSummary.Compose(
            images,
            (images.Select(trained, DatasetSplit.Train), images.Select(steering, DatasetSplit.Validation), images.Select(measured, DatasetSplit.Test)),
            Explain(test, validation, seed), [], (validation > 0, test > 0));
    }

    private static string Explain(double test, double validation, int seed) => (test > 0, validation > 0) switch
    {
        (true, true) => $"{SplitSummary.Words(test)} of all pictures is set aside as test and {SplitSummary.Words(validation)} of the rest steers the "
            + "training, "
            + $"class by class, with seed {seed}",
        (true, false) => $"{SplitSummary.Words(test)} of all pictures is set aside as test, class by class, with seed {seed}, and nothing steers the training",
        (false, true) => $"{SplitSummary.Words(validation)} of all pictures steers the training, class by class, with seed {seed}, and nothing is set aside "
            + "as test",
        _ => "all pictures are trained on",
    };
}
