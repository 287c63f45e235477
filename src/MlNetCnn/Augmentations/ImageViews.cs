namespace MlNetCnn.Augmentations;

/// <summary>The views of a picture that test-time augmentation scores, always the same ones.</summary>
internal sealed class ImageViews
{
    /// <summary>The most views there are.</summary>
    public const int Max = 10;

    /// <summary>The most views there are where none is mirrored.</summary>
    public const int MaxUnmirrored = 5;

    // As of the crops of 224 pixels that are taken of 256 (Krizhevsky et al., "ImageNet classification with deep convolutional neural
    // networks", 2012): each side is seven eighths of what evaluation sees.
    private const double CornerArea = 49.0 / 64;

    private ImageViews(IReadOnlyList<SampledAugmentation> samples) => Samples = samples;

    /// <summary>What happens to the picture in each view; nothing in the first.</summary>
    public IReadOnlyList<SampledAugmentation> Samples { get; }

    /// <summary>Views there are.</summary>
    public int Count => Samples.Count;

    /// <summary>An augmentation whose closest draw is as close as these views are; what a decoder has to be made for.</summary>
    public Augmentation Closest => Samples.Any(sample => sample.Crops is not null)
        ? Augmentation.None with { CropScale = new(CornerArea, 1) }
        : Augmentation.None;

    /// <summary>The first of the views.</summary>
    /// <param name="count">How many, 1..<see cref="Max"/>.</param>
    /// <param name="width">Width of the network's input, in pixels.</param>
    /// <param name="height">Height of the network's input, in pixels.</param>
    /// <param name="mirrored">Whether there are mirrored ones among them; without them there are at most <see cref="MaxUnmirrored"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of its range.</exception>
    public static ImageViews First(int count, int width, int height, bool mirrored = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Max);
        return new ImageViews([.. All(width, height).Where(sample => mirrored || sample.Move.ScaleX > 0).Take(count)]);
    }

    private static IEnumerable<SampledAugmentation> All(int width, int height)
    {
        yield return SampledAugmentation.None;
        yield return Draw(crops: null, mirrored: true);

        // Mirrored and plain by turns, opposite corners after each other: whatever the count, no side and no corner has much the more.
        foreach (var mirrored in (bool[])[false, true])
        {
            yield return Corner(0, 0, mirrored);
            yield return Corner(1, 1, !mirrored);
            yield return Corner(1, 0, mirrored);
            yield return Corner(0, 1, !mirrored);
        }

        SampledAugmentation Corner(double x, double y, bool mirrored) => Draw([new CropCandidate(CornerArea, 1, x, y)], mirrored);

        SampledAugmentation Draw(IReadOnlyList<CropCandidate>? crops, bool mirrored)
        {
            var sample = new SampledAugmentationBuilder(width, height) { Crops = crops };
            if (mirrored)
            {
                sample.Zoom(-1, 1);
            }

            return sample.ToSample();
        }
    }
}
