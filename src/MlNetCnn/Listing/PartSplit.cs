using System.Globalization;

namespace MlNetCnn;

/// <summary>Decides who plays which part; the rules are told at <see cref="ImageListing.Split"/> and <see cref="ImageListing.SplitByPart"/>.</summary>
internal static class PartSplit
{
    private const double TestShare = 0.2;
    private const double ValidationShare = 0.1;

    /// <summary>Splits by shares.</summary>
    /// <param name="images">The pictures.</param>
    /// <param name="test">The share of all for test.</param>
    /// <param name="validation">The share of the rest for validation.</param>
    /// <param name="seed">Picks the split.</param>
    /// <returns>The split.</returns>
    /// <exception cref="MlNetCnnException">A share is out of range, or there are fewer than two classes.</exception>
    public static ImageSplit ByShare(ImageListing images, double test, double validation, int seed)
    {
        if (!(test is >= 0 and < 1 && validation is >= 0 and < 1))
        {
            throw new MlNetCnnException(
                FaultKind.Usage, "SPLIT_SHARE", "a share of the split is out of range", expected: "test and validation from 0 up to, but not reaching, 1",
                received: string.Create(CultureInfo.InvariantCulture, $"test {test}, validation {validation}"), fix: "correct them");
        }

        images.RequireTrainable();
        var parts = StratifiedSplit.Divide(images, images, test, validation, seed);
        return Compose(
            images,
            images.Select(parts.Train, ImagePart.Train),
            images.Select(parts.Validation, ImagePart.Validation),
            images.Select(parts.Test, ImagePart.Test),
            $"{Share(test)} of all pictures {Are(test)} set aside as test and {Share(validation)} of the rest {(validation > 0 ? "steers" : "steer")} the training, "
                + $"class by class, with seed {seed}",
            []);
    }

    /// <summary>Splits by the parts that the pictures were assigned to.</summary>
    /// <param name="images">The pictures.</param>
    /// <param name="seed">Picks what is set aside.</param>
    /// <param name="validation">Pictures that steer instead of the listing's own, or null.</param>
    /// <param name="test">Pictures to measure on instead of the listing's own, or null.</param>
    /// <returns>The split.</returns>
    /// <exception cref="MlNetCnnException">Nothing is left to train on, fewer than two classes are, or a picture would play two parts.</exception>
    public static ImageSplit ByPart(ImageListing images, int seed, ImageListing? validation, ImageListing? test)
    {
        var byPart = images.ToLookup(image => image.Part);
        if (byPart.Contains(ImagePart.Unassigned) && byPart.Count == 1 && validation is null && test is null)
        {
            return ByShare(images, TestShare, ValidationShare, seed);
        }

        var warnings = new List<string>();
        if (byPart.Contains(ImagePart.Unassigned) && byPart.Count > 1)
        {
            warnings.Add($"{byPart[ImagePart.Unassigned].Count()} pictures have no part and count as train");
        }

        var measured = test ?? Own(images, byPart, ImagePart.Test);
        var steering = validation ?? Own(images, byPart, ImagePart.Validation);
        LeftOut(warnings, byPart, ImagePart.Test, test);
        LeftOut(warnings, byPart, ImagePart.Validation, validation);

        var train = images.Select(byPart[ImagePart.Train].Concat(byPart[ImagePart.Unassigned]), ImagePart.Train).RequireTrainable();
        string explanation;
        if (measured is null && steering is not null && validation is null)
        {
            // Published figures on folders with train and val are measured on val.
            measured = steering;
            steering = null;
            explanation = "the validation part is the test, since there is no other, and is only measured";
        }
        else if (measured is null)
        {
            var parts = StratifiedSplit.Divide(images, train, TestShare, 0, seed);
            measured = images.Select(parts.Test, ImagePart.Test);
            train = images.Select(parts.Train, ImagePart.Train);
            explanation = $"{Share(TestShare)} of the pictures to train on are set aside as test, since there is none (seed {seed})";
        }
        else
        {
            explanation = "the test part is only measured";
        }

        if (steering is null)
        {
            var parts = StratifiedSplit.Divide(images, train, 0, ValidationShare, seed);
            steering = images.Select(parts.Validation, ImagePart.Validation);
            train = images.Select(parts.Train, ImagePart.Train);
            explanation += $", and {Share(ValidationShare)} of train steers the training (seed {seed})";
        }
        else
        {
            explanation += ", and the validation part steers the training";
        }

        RequireApart(train, steering, measured);
        return Compose(images, train, steering.Select(steering, ImagePart.Validation), measured.Select(measured, ImagePart.Test), explanation, [
            .. warnings, .. validation?.Warnings ?? [], .. test?.Warnings ?? []]) with
        {
            Faults = [.. images.Faults, .. validation?.Faults ?? [], .. test?.Faults ?? []],
        };
    }

    private static ImageListing? Own(ImageListing images, ILookup<ImagePart, LabeledImage> byPart, ImagePart part) =>
        byPart.Contains(part) ? images.Select(byPart[part], part) : null;

    private static void LeftOut(List<string> warnings, ILookup<ImagePart, LabeledImage> byPart, ImagePart part, ImageListing? other)
    {
        if (other is not null && byPart.Contains(part))
        {
            warnings.Add($"{byPart[part].Count()} pictures of the listing's own {part.ToString().ToLowerInvariant()} part are left out for those of '{other.Source}'");
        }
    }

    private static void RequireApart(ImageListing train, ImageListing validation, ImageListing test)
    {
        var roles = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (listing, role) in new[] { (train, "train"), (validation, "validation"), (test, "test") })
        {
            foreach (var path in listing.Select(image => Path.GetFullPath(image.Path)))
            {
                if (!roles.TryAdd(path, role))
                {
                    throw new MlNetCnnException(
                        FaultKind.Data, "DATA_CONFLICTING_PARTS", $"'{path}' would play two parts",
                        expected: "one part for each file, since a picture that is learnt from cannot be measured on",
                        received: $"{roles[path]} and {role}", fix: "take it out of one of them");
                }
            }
        }
    }

    private static ImageSplit Compose(
        ImageListing source, ImageListing train, ImageListing validation, ImageListing test, string explanation, IEnumerable<string> warnings)
    {
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
                .. warnings,
                .. ClassBalance.MissingFrom(train, test, "test"),
                .. ClassBalance.MissingFrom(train, validation, "validation"),
                .. ClassBalance.Unknown(split.UnknownTestLabels, "test"),
                .. ClassBalance.Unknown(split.UnknownValidationLabels, "validation"),
            ],
        };
    }

    private static string Share(double share) => share switch
    {
        0 => "none",
        TestShare => "a fifth",
        ValidationShare => "a tenth",
        _ => string.Create(CultureInfo.InvariantCulture, $"{share * 100:0.##} %"),
    };

    private static string Are(double share) => share == 0 ? "are" : "is";
}
