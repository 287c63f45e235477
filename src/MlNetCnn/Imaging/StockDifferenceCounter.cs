namespace MlNetCnn;

/// <summary>Counts, picture by picture, what a stock ML.NET application sees otherwise.</summary>
internal sealed class StockDifferenceCounter
{
    private readonly List<string> _examples = [];
    private readonly List<string> _scaledExamples = [];
    private StockDifferences _counted = StockDifferences.None;

    /// <summary>Counts one picture.</summary>
    /// <param name="path">The file.</param>
    /// <param name="traits">What is unusual about it.</param>
    /// <param name="fault">Why it was rejected, or null.</param>
    public void Add(string path, PictureTraits traits, ImageFault? fault)
    {
        var truncated = fault?.Code == "IMG_TRUNCATED";
        if (!truncated && !traits.HasFlag(PictureTraits.StockDiffers))
        {
            return;
        }

        _counted = _counted with
        {
            Count = _counted.Count + 1,
            Oriented = _counted.Oriented + One(PictureTraits.Oriented),
            Transparent = _counted.Transparent + One(PictureTraits.Transparent),
            FullyTransparent = _counted.FullyTransparent + One(PictureTraits.FullyTransparent),
            ScaledDecode = _counted.ScaledDecode + One(PictureTraits.ScaledDecode),
            Truncated = _counted.Truncated + (truncated ? 1 : 0),
        };

        // Nearly every photo of a camera is large enough to be shrunk, and nearly nothing comes of it: the others are worth a name.
        var onlyScaled = (traits & ~PictureTraits.WrongExtension) == (PictureTraits.ScaledDecode | PictureTraits.StockDiffers);
        var examples = onlyScaled ? _scaledExamples : _examples;
        if (examples.Count < StockDifferences.MostExamples)
        {
            examples.Add(path);
        }

        int One(PictureTraits trait) => traits.HasFlag(trait) ? 1 : 0;
    }

    /// <summary>What was counted so far.</summary>
    public StockDifferences ToDifferences() =>
        _counted with { Examples = [.. _examples.Concat(_scaledExamples).Take(StockDifferences.MostExamples)] };
}
