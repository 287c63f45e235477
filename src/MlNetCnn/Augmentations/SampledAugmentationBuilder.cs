using SkiaSharp;

namespace MlNetCnn.Augmentations;

/// <summary>
/// Collects what is sampled for one image: moves are multiplied into one matrix, colors into another, the rest is a list. Each can be
/// described in words too, which are formatted only if requested.
/// </summary>
/// <param name="width">Width of the network's input, in pixels.</param>
/// <param name="height">Height of the network's input, in pixels.</param>
/// <param name="asText">Whether descriptions are collected.</param>
internal sealed class SampledAugmentationBuilder(int width, int height, bool asText = false)
{
    private readonly List<IImageOperation> _passes = [];
    private readonly List<string> _words = [];
    private SKMatrix _move = SKMatrix.Identity;
    private ColorMatrix _color = ColorMatrix.Identity;

    /// <summary>Width of the network's input, in pixels.</summary>
    public int Width => width;

    /// <summary>Height of the network's input, in pixels.</summary>
    public int Height => height;

    /// <summary>The crops to choose from, or null for the view of evaluation.</summary>
    public IReadOnlyList<CropCandidate>? Crops { get; set; }

    /// <summary>Moves pixels by a matrix about the center; all moves become one matrix.</summary>
    public void Move(SKMatrix about, FormattableString? words = null)
    {
        var center = SKMatrix.CreateTranslation(-width / 2f, -height / 2f);
        var back = SKMatrix.CreateTranslation(width / 2f, height / 2f);
        _move = _move.PostConcat(center).PostConcat(about).PostConcat(back);
        Say(words);
    }

    /// <summary>Magnifies about the center.</summary>
    public void Zoom(double x, double y, FormattableString? words = null) => Move(SKMatrix.CreateScale((float)x, (float)y), words);

    /// <summary>Shears vertical lines horizontally and horizontal lines vertically, about the center; factors.</summary>
    public void Shear(double x, double y, FormattableString? words = null) => Move(SKMatrix.CreateSkew((float)x, (float)y), words);

    /// <summary>Rotates clockwise, about the center.</summary>
    public void Rotate(double degrees) => Move(SKMatrix.CreateRotationDegrees((float)degrees), $"rotated {degrees:+0.0;-0.0}°");

    /// <summary>Shifts right and down, by fractions of the input.</summary>
    public void Shift(double x, double y, FormattableString? words = null) =>
        Move(SKMatrix.CreateTranslation((float)(x * width), (float)(y * height)), words);

    /// <summary>Changes colors.</summary>
    public void Recolor(ColorMatrix change, FormattableString? words = null)
    {
        _color = _color.Then(change);
        Say(words);
    }

    /// <summary>Adds a change that cannot be expressed as a matrix.</summary>
    public void Add(IImageOperation pass, FormattableString? words = null)
    {
        _passes.Add(pass);
        Say(words);
    }

    /// <summary>Adds a description; numbers are formatted the same in every culture.</summary>
    /// <param name="words">What happens, with its parameters; or null.</param>
    public void Say(FormattableString? words)
    {
        if (asText && words is not null)
        {
            _words.Add(FormattableString.Invariant(words));
        }
    }

    /// <summary>Returns the sample.</summary>
    public SampledAugmentation ToSample() => new() { Crops = Crops, Move = _move, Color = _color, Operations = _passes, Words = _words };
}

/// <summary>What happens to one image in one epoch: everything random is decided, only the image's size is still unknown.</summary>
internal sealed class SampledAugmentation
{
    /// <summary>No changes: the pixels are those of evaluation.</summary>
    public static SampledAugmentation None { get; } = new();

    /// <summary>Crops, of which the first that fits is used; the view of evaluation if null or if none fits.</summary>
    public IReadOnlyList<CropCandidate>? Crops { get; init; }

    /// <summary>The matrix that moves the view, in pixels of the input.</summary>
    public SKMatrix Move { get; init; } = SKMatrix.Identity;

    /// <summary>The change of colors.</summary>
    public ColorMatrix Color { get; init; } = ColorMatrix.Identity;

    /// <summary>The operations applied to the pixels at the end.</summary>
    public IReadOnlyList<IImageOperation> Operations { get; init; } = [];

    /// <summary>What happens, in words, without the crop; empty unless requested.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}
