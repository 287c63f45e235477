namespace MlNetCnn.Datasets;

/// <summary>Splits by the parts that pictures were assigned to; the rules are told at <see cref="ImageDataset.SplitPredefined"/>.</summary>
internal static class PredefinedSplit
{
    /// <summary>Lets the parts play their roles.</summary>
    /// <param name="images">The pictures.</param>
    /// <param name="seed">Picks what is set aside.</param>
    /// <param name="validation">Pictures that steer instead of the listing's own, or null.</param>
    /// <param name="test">Pictures to measure on instead of the listing's own, or null.</param>
    /// <returns>The split.</returns>
    /// <exception cref="MlNetCnnException">Nothing is left to train on, fewer than two classes are, or a picture would play two parts.</exception>
    public static DatasetSplits Apply(ImageDataset images, int seed, ImageDataset? validation, ImageDataset? test)
    {
        var byPart = images.ToLookup(image => image.Split);
        if (byPart.Contains(DatasetSplit.Unassigned) && byPart.Count == 1 && validation is null && test is null)
        {
            return RequireTest(RandomSplit.Apply(images, SplitSummary.TestFraction, SplitSummary.ValidationFraction, seed));
        }

        var train = images.Select(byPart[DatasetSplit.Train].Concat(byPart[DatasetSplit.Unassigned]), DatasetSplit.Train).RequireTrainable();
        var steering = validation ?? Own(images, byPart, DatasetSplit.Validation);
        var measured = test ?? Own(images, byPart, DatasetSplit.Test);
        string explanation;
        if (measured is null && steering is not null && validation is null)
        {
            // Published figures on folders with train and val alone are measured on val.
            (measured, steering) = (steering, null);
            explanation = "the validation part is the test, since there is no other, and is only measured";
        }
        else if (measured is null)
        {
            (train, _, measured) = Divide(images, train, SplitSummary.TestFraction, 0, seed);
            explanation = $"{SplitSummary.Words(SplitSummary.TestFraction)} of the pictures to train on is set aside as test, since there is none (seed "
                + $"{seed})";
        }
        else
        {
            explanation = "the test part is only measured";
        }

        if (steering is null)
        {
            (train, steering, _) = Divide(images, train, 0, SplitSummary.ValidationFraction, seed);
            explanation += $", and {SplitSummary.Words(SplitSummary.ValidationFraction)} of train steers the training (seed {seed})";
        }
        else
        {
            explanation += ", and the validation part steers the training";
        }

        if (validation is not null || test is not null)
        {
            RequireApart(train, steering, measured);
        }

        var parts = (train, steering.Select(steering, DatasetSplit.Validation), measured.Select(measured, DatasetSplit.Test));
        return RequireTest(SplitSummary.Compose(images, parts, explanation, Notes(byPart, validation, test), (true, true)) with
        {
            Errors = [.. images.Errors, .. validation?.Errors ?? [], .. test?.Errors ?? []],
        });
    }

    private static DatasetSplits RequireTest(DatasetSplits split) => split.Test.Count > 0
        ? split
        : throw new MlNetCnnException(
            ErrorKind.Data, ErrorCodes.DataNoTest, $"no picture of '{split.Train.Source}' can be set aside as test, so nothing could be measured",
            expected: "a class with two or more pictures that differ and are not of one group",
            received: string.Join("; ", SplitCopies.Warnings(split.Train, split.Validation, split.Test)
                .Prepend($"{DisplayText.Count(split.Train.Count, "picture")} of {DisplayText.Count(split.ClassNames.Count, "class", "classes")}")),
            fix: "add pictures, or give test images of their own; Split(test: 0) trains on all and measures nothing");

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
            yield return count == 1 ? "1 picture has no part and counts as train" : $"{count} pictures have no part and count as train";
        }

        foreach (var (part, other) in new[] { (DatasetSplit.Validation, validation), (DatasetSplit.Test, test) })
        {
            if (other is not null && byPart.Contains(part))
            {
                var count = byPart[part].Count();
                yield return $"{ClassBalance.Images(count)} of the listing's own {part.ToString().ToLowerInvariant()} part {(count == 1 ? "is" : "are")} "
                    + "left out "
                    + $"for those of '{other.Source}'";
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
                        ErrorKind.Data, ErrorCodes.DataConflictingParts, $"'{path}' would play two parts",
                        expected: "one part for each file, since a picture that is learnt from cannot be measured on",
                        received: $"{roles[path]} and {role}", fix: "take it out of one of them");
                }
            }
        }
    }
}
