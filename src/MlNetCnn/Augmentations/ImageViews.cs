namespace MlNetCnn.Augmentations;

/// <summary>The views of an image that test-time augmentation scores, always the same ones.</summary>
internal sealed class ImageViews
{
    /// <summary>The maximum number of views.</summary>
    public const int Max = 10;

    /// <summary>The maximum number of views if none is mirrored.</summary>
    public const int MaxUnmirrored = 5;

    // Like the crops of 224 pixels that are taken from 256 (Krizhevsky et al., "ImageNet classification with deep convolutional neural
    // networks", 2012): each side is seven eighths of what evaluation sees.
    private const double CornerArea = 49.0 / 64;

    private ImageViews(IReadOnlyList<SampledAugmentation> samples) => Samples = samples;

    /// <summary>The operations of each view; none in the first.</summary>
    public IReadOnlyList<SampledAugmentation> Samples { get; }

    /// <summary>The number of views.</summary>
    public int Count => Samples.Count;

    /// <summary>An augmentation that magnifies as strongly as these views; a decoder for them must be created with it.</summary>
    public Augmentation Closest => Samples.Any(sample => sample.Crops is not null)
        ? Augmentation.None with { CropScale = new(CornerArea, 1) }
        : Augmentation.None;

    /// <summary>Returns the first views.</summary>
    /// <param name="count">The number of views, 1..<see cref="Max"/>.</param>
    /// <param name="width">Width of the network's input, in pixels.</param>
    /// <param name="height">Height of the network's input, in pixels.</param>
    /// <param name="mirrored">Whether mirrored views are included; without them there are at most <see cref="MaxUnmirrored"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The count is out of range.</exception>
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

        // Mirrored and plain views alternate, and opposite corners follow each other, so that any count is balanced between sides and corners.
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
