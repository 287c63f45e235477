using SkiaSharp;

namespace MlNetCnn.Augmentations;

/// <summary>
/// Gathers what is drawn for one picture: moves are multiplied into one matrix, colours into another, the rest is a list. Each may be said in
/// words too, which are formatted only where somebody asked for them.
/// </summary>
/// <param name="width">Width of the network's input, in pixels.</param>
/// <param name="height">Height of the network's input, in pixels.</param>
/// <param name="asText">Whether words are gathered.</param>
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

    /// <summary>The crops to choose from, or null for evaluation's view.</summary>
    public IReadOnlyList<CropCandidate>? Crops { get; set; }

    /// <summary>Moves pixels by a matrix about the center; all moves become one matrix.</summary>
    public void Move(SKMatrix about, FormattableString? words = null)
    {
        var centre = SKMatrix.CreateTranslation(-width / 2f, -height / 2f);
        var back = SKMatrix.CreateTranslation(width / 2f, height / 2f);
        _move = _move.PostConcat(centre).PostConcat(about).PostConcat(back);
        Say(words);
    }

    /// <summary>Makes things larger, about the centre.</summary>
    public void Zoom(double x, double y, FormattableString? words = null) => Move(SKMatrix.CreateScale((float)x, (float)y), words);

    /// <summary>Bends upright lines sideways and level lines up or down, about the centre; by how many pixels a pixel.</summary>
    public void Shear(double x, double y, FormattableString? words = null) => Move(SKMatrix.CreateSkew((float)x, (float)y), words);

    /// <summary>Turns clockwise, about the centre.</summary>
    public void Rotate(double degrees) => Move(SKMatrix.CreateRotationDegrees((float)degrees), $"turned {degrees:+0.0;-0.0}°");

    /// <summary>Moves right and down, by fractions of the input.</summary>
    public void Shift(double x, double y, FormattableString? words = null) =>
        Move(SKMatrix.CreateTranslation((float)(x * width), (float)(y * height)), words);

    /// <summary>Changes colours.</summary>
    public void Recolor(ColorMatrix change, FormattableString? words = null)
    {
        _color = _color.Then(change);
        Say(words);
    }

    /// <summary>Adds a change that is no matrix.</summary>
    public void Add(IImageOperation pass, FormattableString? words = null)
    {
        _passes.Add(pass);
        Say(words);
    }

    /// <summary>Adds some words; numbers are written the same in every culture.</summary>
    /// <param name="words">What happens, with its parameters; or null.</param>
    public void Say(FormattableString? words)
    {
        if (asText && words is not null)
        {
            _words.Add(FormattableString.Invariant(words));
        }
    }

    /// <summary>The draw.</summary>
    public SampledAugmentation ToSample() => new() { Crops = Crops, Move = _move, Color = _color, Operations = _passes, Words = _words };
}

/// <summary>A change that is no matrix, made to the pixels of the network's input one after the other.</summary>
internal interface IImageOperation
{
    /// <summary>Changes a picture in place.</summary>
    /// <param name="pixels">CHW, float32, RGB 0..255, before and after.</param>
    /// <param name="width">Width, in pixels.</param>
    /// <param name="height">Height, in pixels.</param>
    void Apply(Span<float> pixels, int width, int height);
}

/// <summary>What happens to one picture in one epoch: all chance is gone, only the picture's size is still open.</summary>
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
