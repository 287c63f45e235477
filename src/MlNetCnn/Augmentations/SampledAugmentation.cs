using SkiaSharp;

namespace MlNetCnn.Augmentations;

/// <summary>What happens to one picture in one epoch: all chance is gone, only the picture's size is still open.</summary>
[SharedInternal]
internal sealed class SampledAugmentation
{
    /// <summary>Nothing happens: the pixels are those of evaluation.</summary>
    public static SampledAugmentation None { get; } = new();

    /// <summary>Crops, of which the first that fits is taken; null or none that fits for evaluation's view.</summary>
    public IReadOnlyList<CropCandidate>? Crops { get; init; }

    /// <summary>How the view is moved, in pixels of the input.</summary>
    public SKMatrix Move { get; init; } = SKMatrix.Identity;

    /// <summary>How colours change.</summary>
    public ColorMatrix Color { get; init; } = ColorMatrix.Identity;

    /// <summary>What is done to the pixels at the end.</summary>
    public IReadOnlyList<IImageOperation> Operations { get; init; } = [];

    /// <summary>What happens, in words, the crop left out; empty where nobody asked for it.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}
