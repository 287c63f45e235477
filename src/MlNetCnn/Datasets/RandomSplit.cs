using System.Globalization;

namespace MlNetCnn.Datasets;

/// <summary>Splits randomly by fractions; <see cref="ImageDataset.Split"/> describes the rules.</summary>
internal static class RandomSplit
{
    /// <summary>Splits the images, regardless of the splits they are assigned to.</summary>
    /// <param name="images">The images.</param>
    /// <param name="test">The fraction of all images in the test split.</param>
    /// <param name="validation">The fraction of the remaining images in the validation split.</param>
    /// <param name="seed">The seed of the random split.</param>
    /// <returns>The splits.</returns>
    /// <exception cref="MlNetCnnException">A fraction is out of range, or there are fewer than two classes.</exception>
    public static DatasetSplits Apply(ImageDataset images, double test, double validation, int seed)
    {
        if (!(test is >= 0 and < 1 && validation is >= 0 and < 1))
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.OptionOutOfRange, "a fraction of the split is out of range",
                expected: "test and validation from 0 to below 1",
                received: string.Create(CultureInfo.InvariantCulture, $"test {test}, validation {validation}"), fix: "correct them");
        }

        images.RequireTrainable();
        var (trained, selecting, measured) = StratifiedSplit.Divide(images, images, test, validation, seed);
        return SplitSummary.Compose(
            images,
            (images.Select(trained, DatasetSplit.Train), images.Select(selecting, DatasetSplit.Validation), images.Select(measured, DatasetSplit.Test)),
            Explain(test, validation, seed), [], (validation > 0, test > 0));
    }

    private static string Explain(double test, double validation, int seed) => (test > 0, validation > 0) switch
    {
        (true, true) => $"{SplitSummary.Words(test)} of all images is the test split and {SplitSummary.Words(validation)} of the rest is the validation "
            + $"split, class by class, with seed {seed}",
        (true, false) => $"{SplitSummary.Words(test)} of all images is the test split, class by class, with seed {seed}; there is no validation split",
        (false, true) => $"{SplitSummary.Words(validation)} of all images is the validation split, class by class, with seed {seed}; there is no test split",
        _ => "all images are used for training",
    };
}
