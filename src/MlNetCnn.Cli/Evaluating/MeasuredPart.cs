namespace MlNetCnn.Cli;

/// <summary>The photos of a listing that a model is measured on.</summary>
/// <param name="Images">The photos.</param>
/// <param name="LeftOut">Rows and files that would be among them, and that the listing left out.</param>
/// <param name="Explanation">Which they are, in a sentence.</param>
internal sealed record MeasuredPart(IReadOnlyList<LabeledImage> Images, IReadOnlyList<ImageFault> LeftOut, string Explanation)
{
    /// <summary>
    /// Chooses the part that the model has not learnt from: test, or else validation, as <c>train</c> does; everything where there are no parts.
    /// </summary>
    /// <exception cref="MlNetCnnException">There is a training part alone.</exception>
    public static MeasuredPart Choose(ImageListing listing)
    {
        var source = Readable.OneLine(listing.Source);
        if (listing.All(image => image.Part == ImagePart.Unassigned))
        {
            var others = listing.Faults.Count(fault => fault.Code != ImageFault.NoImage);
            return new MeasuredPart(listing, listing.Faults, others == 0
                ? $"Measured on all {Readable.Count(listing.Count, "photo")} of {source}."
                : $"Measured on {listing.Count} of {Readable.Count(listing.Count + others, "photo")} of {source}; the listing left out the rest.");
        }

        foreach (var part in new[] { ImagePart.Test, ImagePart.Validation })
        {
            LabeledImage[] images = [.. listing.Where(image => image.Part == part)];
            if (images.Length > 0)
            {
                // A row that could not be read may be of this part.
                ImageFault[] leftOut = [.. listing.Faults.Where((_, index) => listing.FaultParts[index] is ImagePart.Unassigned || listing.FaultParts[index] == part)];
                var name = part == ImagePart.Test ? "test" : "validation";
                return new MeasuredPart(images, leftOut, $"Measured on the {Readable.Count(images.Length, "photo")} of the {name} part of {source}.");
            }
        }

        throw new MlNetCnnException(
            FaultKind.Data, "DATA_NO_TEST_PART", $"'{listing.Source}' has a training part alone",
            expected: "photos that the model has not learnt from: a test or a validation part, or no parts at all",
            fix: "point --data at other photos; to measure on the training photos all the same, point it at their class folders");
    }
}
