namespace MlNetCnn.Imaging;

/// <summary>Counts the images for which a plain ML.NET application sees other pixels, image by image; not thread-safe.</summary>
public sealed class MlNetDifferenceCounter
{
    private readonly List<string> _examples = [];
    private readonly List<string> _scaledExamples = [];
    private MlNetDifferences _counted = MlNetDifferences.None;

    /// <summary>Counts one image.</summary>
    /// <param name="path">The file.</param>
    /// <param name="traits">What is unusual about it, as reported by its prediction.</param>
    /// <param name="error">Why it was rejected, or null.</param>
    public void Add(string path, ImageTraits traits, ImageError? error)
    {
        ArgumentNullException.ThrowIfNull(path);
        var truncated = error?.Code == ErrorCodes.ImageTruncated;
        if (!truncated && !traits.HasFlag(ImageTraits.DiffersFromMlNet))
        {
            return;
        }

        _counted = _counted with
        {
            Count = _counted.Count + 1,
            Oriented = _counted.Oriented + One(ImageTraits.Oriented),
            Transparent = _counted.Transparent + One(ImageTraits.Transparent),
            FullyTransparent = _counted.FullyTransparent + One(ImageTraits.FullyTransparent),
            ScaledDecode = _counted.ScaledDecode + One(ImageTraits.ScaledDecode),
            Truncated = _counted.Truncated + (truncated ? 1 : 0),
        };

        // Nearly every photo of a camera is large enough to be shrunk, with hardly any effect: other examples are more useful.
        var onlyScaled = (traits & ~ImageTraits.WrongExtension) == (ImageTraits.ScaledDecode | ImageTraits.DiffersFromMlNet);
        var examples = onlyScaled ? _scaledExamples : _examples;
        if (examples.Count < MlNetDifferences.MaxExamples)
        {
            examples.Add(path);
        }

        int One(ImageTraits trait) => traits.HasFlag(trait) ? 1 : 0;
    }

    /// <summary>Returns the counts so far.</summary>
    public MlNetDifferences ToDifferences() =>
        _counted with { Examples = [.. _examples.Concat(_scaledExamples).Take(MlNetDifferences.MaxExamples)] };
}
