namespace MlNetCnn.Datasets;

/// <summary>Splits by the splits that images are assigned to; <see cref="ImageDataset.SplitPredefined"/> describes the rules.</summary>
internal static class PredefinedSplit
{
    /// <summary>Applies the assigned splits.</summary>
    /// <param name="images">The images.</param>
    /// <param name="seed">The seed of the random choice of images that are set aside.</param>
    /// <param name="validation">Validation images to use instead of the dataset's own, or null.</param>
    /// <param name="test">Test images to use instead of the dataset's own, or null.</param>
    /// <returns>The splits.</returns>
    /// <exception cref="MlNetCnnException">No images or fewer than two classes are left to train on, or an image would be in two splits.</exception>
    public static DatasetSplits Apply(ImageDataset images, int seed, ImageDataset? validation, ImageDataset? test)
    {
        var byPart = images.ToLookup(image => image.Split);
        if (byPart.Contains(DatasetSplit.Unassigned) && byPart.Count == 1 && validation is null && test is null)
        {
            return RequireTest(RandomSplit.Apply(images, SplitSummary.TestFraction, SplitSummary.ValidationFraction, seed));
        }

        var train = images.Select(byPart[DatasetSplit.Train].Concat(byPart[DatasetSplit.Unassigned]), DatasetSplit.Train).RequireTrainable();
        var selecting = validation ?? Own(images, byPart, DatasetSplit.Validation);
        var measured = test ?? Own(images, byPart, DatasetSplit.Test);
        string explanation;
        if (measured is null && selecting is not null && validation is null)
        {
            // Published results on datasets with only train and val folders are measured on val.
            (measured, selecting) = (selecting, null);
            explanation = "the validation split is used as the test split, since there is no other";
        }
        else if (measured is null)
        {
            (train, _, measured) = Divide(images, train, SplitSummary.TestFraction, 0, seed);
            explanation = $"{SplitSummary.Words(SplitSummary.TestFraction)} of the training images becomes the test split, since there is none (seed {seed})";
        }
        else
        {
            explanation = "the test split is only measured";
        }

        if (selecting is null)
        {
            (train, selecting, _) = Divide(images, train, 0, SplitSummary.ValidationFraction, seed);
            explanation += $", and {SplitSummary.Words(SplitSummary.ValidationFraction)} of train becomes the validation split (seed {seed})";
        }
        else
        {
            explanation += ", and the validation split selects the best result";
        }

        if (validation is not null || test is not null)
        {
            RequireApart(train, selecting, measured);
        }

        var parts = (train, selecting.Select(selecting, DatasetSplit.Validation), measured.Select(measured, DatasetSplit.Test));
        return RequireTest(SplitSummary.Compose(images, parts, explanation, Notes(byPart, validation, test), (true, true)) with
        {
            Errors = [.. images.Errors, .. validation?.Errors ?? [], .. test?.Errors ?? []],
        });
    }

    private static DatasetSplits RequireTest(DatasetSplits split) => split.Test.Count > 0
        ? split
        : throw new MlNetCnnException(
            ErrorKind.Data, ErrorCodes.DataNoTest, $"no image of '{split.Train.Source}' can be set aside for the test split, so nothing can be measured",
            expected: "a class with two or more different images that are not in the same group",
            received: string.Join("; ", SplitCopies.Warnings(split.Train, split.Validation, split.Test)
                .Prepend($"{DisplayText.Count(split.Train.Count, "image")} of {DisplayText.Count(split.ClassNames.Count, "class", "classes")}")),
            fix: "add images, or pass separate test images; Split(test: 0) trains on all images and measures nothing");

    private static ImageDataset? Own(ImageDataset images, ILookup<DatasetSplit, LabeledImage> byPart, DatasetSplit part) =>
        byPart.Contains(part) ? images.Select(byPart[part], part) : null;

    private static (ImageDataset Train, ImageDataset Validation, ImageDataset Test) Divide(
        ImageDataset images, ImageDataset train, double test, double validation, int seed)
    {
        var parts = StratifiedSplit.Divide(images, train, test, validation, seed);
        return (
            images.Select(parts.Train, DatasetSplit.Train),
            images.Select(parts.Validation, DatasetSplit.Validation),
            images.Select(parts.Test, DatasetSplit.Test));
    }

    private static IEnumerable<string> Notes(ILookup<DatasetSplit, LabeledImage> byPart, ImageDataset? validation, ImageDataset? test)
    {
        if (byPart.Contains(DatasetSplit.Unassigned) && byPart.Count > 1)
        {
            var count = byPart[DatasetSplit.Unassigned].Count();
            yield return count == 1 ? "1 image has no split and counts as train" : $"{count} images have no split and count as train";
        }

        foreach (var (part, other) in new[] { (DatasetSplit.Validation, validation), (DatasetSplit.Test, test) })
        {
            if (other is not null && byPart.Contains(part))
            {
                var count = byPart[part].Count();
                yield return $"{DisplayText.Count(count, "image")} of the dataset's own {part.ToString().ToLowerInvariant()} split "
                    + $"{(count == 1 ? "is" : "are")} "
                    + $"replaced by those of '{other.Source}'";
            }

            foreach (var note in other?.Notes ?? [])
            {
                yield return note;
            }
        }
    }

    private static void RequireApart(ImageDataset train, ImageDataset validation, ImageDataset test)
    {
        var roles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (listing, role) in new[] { (train, "train"), (validation, "validation"), (test, "test") })
        {
            foreach (var path in listing.Select(image => Path.GetFullPath(image.Path)))
            {
                if (!roles.TryAdd(path, role))
                {
                    throw new MlNetCnnException(
                        ErrorKind.Data, ErrorCodes.DataConflictingParts, $"'{path}' would be in two splits",
                        expected: "one split for each file, because an image used for training cannot be measured",
                        received: $"{roles[path]} and {role}", fix: "remove it from one of them");
                }
            }
        }
    }
}
