namespace MlNetCnn.Cli;

/// <summary>The images of a dataset that a model is measured on.</summary>
/// <param name="Images">The images.</param>
/// <param name="LeftOut">Skipped rows and files that may belong to them.</param>
/// <param name="Explanation">A sentence that describes them.</param>
internal sealed record MeasuredSplit(IReadOnlyList<LabeledImage> Images, IReadOnlyList<ImageError> LeftOut, string Explanation)
{
    /// <summary>
    /// Chooses the split to measure: test, or validation if there is no test split; all images if there are no splits.
    /// </summary>
    /// <exception cref="MlNetCnnException">There is only a training split.</exception>
    public static MeasuredSplit Choose(ImageDataset listing)
    {
        var source = DisplayText.OneLine(listing.Source);
        if (listing.All(image => image.Split == DatasetSplit.Unassigned))
        {
            var others = listing.Errors.Count(error => error.Code != ErrorCodes.NotAnImage);
            return new MeasuredSplit(listing, listing.Errors, others == 0
                ? $"Measured on all {DisplayText.Count(listing.Count, "image")} of {source}."
                : $"Measured on {listing.Count} of {DisplayText.Count(listing.Count + others, "image")} of {source}; the rest was skipped.");
        }

        foreach (var split in new[] { DatasetSplit.Test, DatasetSplit.Validation })
        {
            LabeledImage[] images = [.. listing.Where(image => image.Split == split)];
            if (images.Length > 0)
            {
                // A row that could not be read may belong to this split.
                ImageError[] leftOut = [.. listing.Errors.Where(
                    (_, index) => listing.ErrorSplits[index] is DatasetSplit.Unassigned || listing.ErrorSplits[index] == split)];
                var name = split == DatasetSplit.Test ? "test" : "validation";
                return new MeasuredSplit(images, leftOut, $"Measured on the {DisplayText.Count(images.Length, "image")} of the {name} split of {source}.");
            }
        }

        throw new MlNetCnnException(
            ErrorKind.Data, ToolErrorCodes.DataNoTestPart, $"'{listing.Source}' has only a training split",
            expected: "images that the model was not trained on: a test or validation split, or no splits",
            fix: "use other images for --data; to measure on the training images, specify the folder of their class folders");
    }
}
