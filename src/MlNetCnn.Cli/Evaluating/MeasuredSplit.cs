namespace MlNetCnn.Cli;

/// <summary>The photos of a listing that a model is measured on.</summary>
/// <param name="Images">The photos.</param>
/// <param name="LeftOut">Rows and files that would be among them, and that the listing left out.</param>
/// <param name="Explanation">Which they are, in a sentence.</param>
internal sealed record MeasuredSplit(IReadOnlyList<LabeledImage> Images, IReadOnlyList<ImageError> LeftOut, string Explanation)
{
    /// <summary>
    /// Chooses the part that the model has not learnt from: test, or else validation, as <c>train</c> does; everything where there are no parts.
    /// </summary>
    /// <exception cref="MlNetCnnException">There is a training part alone.</exception>
    public static MeasuredSplit Choose(ImageDataset listing)
    {
        var source = DisplayText.OneLine(listing.Source);
        if (listing.All(image => image.Split == DatasetSplit.Unassigned))
        {
            var others = listing.Errors.Count(error => error.Code != ErrorCodes.NotAnImage);
            return new MeasuredSplit(listing, listing.Errors, others == 0
                ? $"Measured on all {DisplayText.Count(listing.Count, "photo")} of {source}."
                : $"Measured on {listing.Count} of {DisplayText.Count(listing.Count + others, "photo")} of {source}; the listing left out the rest.");
        }

        foreach (var part in new[] { DatasetSplit.Test, DatasetSplit.Validation })
        {
            LabeledImage[] images = [.. listing.Where(image => image.Split == part)];
            if (images.Length > 0)
            {
                // A row that could not be read may be of this part.
                ImageError[] leftOut = [.. listing.Errors.Where(
                    (_, index) => listing.ErrorSplits[index] is DatasetSplit.Unassigned || listing.ErrorSplits[index] == part)];
                var name = part == DatasetSplit.Test ? "test" : "validation";
                return new MeasuredSplit(images, leftOut, $"Measured on the {DisplayText.Count(images.Length, "photo")} of the {name} part of {source}.");
            }
        }

        throw new MlNetCnnException(
            ErrorKind.Data, ToolErrorCodes.DataNoTestPart, $"'{listing.Source}' has a training part alone",
            expected: "photos that the model has not learnt from: a test or a validation part, or no parts at all",
            fix: "point --data at other photos; to measure on the training photos all the same, point it at their class folders");
    }
}
