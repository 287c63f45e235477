using SkiaSharp;

namespace MlNetCnn.Augmentations;

/// <summary>Gathers what is drawn for one picture: moves are multiplied into one matrix, colours into another, the rest is a list.</summary>
/// <param name="width">Width of the network's input, in pixels.</param>
/// <param name="height">Height of the network's input, in pixels.</param>
internal sealed class SampledAugmentationBuilder(int width, int height)
{
    private readonly List<IImageOperation> _passes = [];
    private SKMatrix _move = SKMatrix.Identity;
    private ColorMatrix _color = ColorMatrix.Identity;

    /// <summary>Width of the network's input, in pixels.</summary>
    public int Width => width;

    /// <summary>Height of the network's input, in pixels.</summary>
    public int Height => height;

    /// <summary>The crops to choose from, or null for evaluation's view.</summary>
    public IReadOnlyList<CropCandidate>? Crops { get; set; }

    /// <summary>Where words are gathered, or null.</summary>
    public SampledAugmentationText? Words { get; init; }

    /// <summary>Moves pixels by a matrix about the center; all moves become one matrix.</summary>
    public void Move(SKMatrix about)
    {
        var centre = SKMatrix.CreateTranslation(-width / 2f, -height / 2f);
        var back = SKMatrix.CreateTranslation(width / 2f, height / 2f);
        _move = _move.PostConcat(centre).PostConcat(about).PostConcat(back);
    }

    /// <summary>Makes things larger, about the centre.</summary>
    public void Zoom(double x, double y) => Move(SKMatrix.CreateScale((float)x, (float)y));

    /// <summary>Bends upright lines sideways and level lines up or down, about the centre; by how many pixels a pixel.</summary>
    public void Shear(double x, double y) => Move(SKMatrix.CreateSkew((float)x, (float)y));

    /// <summary>Turns clockwise, about the centre.</summary>
    public void Rotate(double degrees) => Move(SKMatrix.CreateRotationDegrees((float)degrees));

    /// <summary>Moves right and down, by fractions of the input.</summary>
    public void Shift(double x, double y) => Move(SKMatrix.CreateTranslation((float)(x * width), (float)(y * height)));

    /// <summary>Changes colours.</summary>
    public void Recolor(ColorMatrix change) => _color = _color.Then(change);

    /// <summary>Adds a change that is no matrix.</summary>
    public void Add(IImageOperation pass) => _passes.Add(pass);

    /// <summary>The draw.</summary>
    public SampledAugmentation ToSample() => new() { Crops = Crops, Move = _move, Color = _color, Operations = _passes, Words = Words?.All ?? [] };
}

/// <summary>Gathers in words what is drawn for one picture. Where nobody asks for words there is none, and nothing is written.</summary>
internal sealed class SampledAugmentationText
{
    private readonly List<string> _words = [];

    /// <summary>What was gathered, in the order in which it happens.</summary>
    public IReadOnlyList<string> All => _words;

    /// <summary>Adds some words; numbers are written the same in every culture.</summary>
    /// <param name="words">What happens, with its parameters.</param>
    public void Add(FormattableString words) => _words.Add(FormattableString.Invariant(words));
}
