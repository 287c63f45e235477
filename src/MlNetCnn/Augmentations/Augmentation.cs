using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn.Augmentations;

/// <summary>
/// Which random changes are made to training pictures, anew in each epoch. Validation, test and scored pictures are never changed.
/// </summary>
/// <remarks>
/// <para>All that moves pixels (crop, zoom, shear, rotation, shift, flips) is composed into one matrix, so that a picture is
/// interpolated once, straight from its file's pixels to the network's input; all that is linear in colour is composed into one
/// colour matrix. What remains follows in this order: the table operations of RandAugment and TrivialAugment, blur, noise, erasing,
/// the function of the user's own.</para>
/// <para>What a picture becomes depends on seed, epoch and its place in the list alone, not on threads, order or the memory
/// there is; switching one operation on or off leaves what the others do unchanged.</para>
/// </remarks>
public sealed record Augmentation : IParsable<Augmentation>
{
    /// <summary>Nothing is changed.</summary>
    public static Augmentation None { get; } = new();

    /// <summary>Crop 0.8..1; brightness and contrast 0.1. Changes no label of any set known to us.</summary>
    public static Augmentation Light { get; } = new() { CropScale = new(0.8, 1), Brightness = 0.1, Contrast = 0.1 };

    /// <summary>Crop 0.5..1 (aspect 3/4..4/3); horizontal flip; brightness, contrast and saturation 0.2.</summary>
    public static Augmentation Standard { get; } = new()
    {
        CropScale = new(0.5, 1), HorizontalFlip = 0.5, Brightness = 0.2, Contrast = 0.2, Saturation = 0.2,
    };

    /// <summary>
    /// Crop 0.25..1; horizontal flip; rotation 15 degrees; shear 10 degrees; brightness, contrast and saturation 0.4; erasing 0.25.
    /// </summary>
    public static Augmentation Strong { get; } = new()
    {
        CropScale = new(0.25, 1), HorizontalFlip = 0.5, Rotation = 15, Shear = 10,
        Brightness = 0.4, Contrast = 0.4, Saturation = 0.4, Erasing = 0.25,
    };

    /// <summary>What <see cref="Parse"/> takes beside the presets, a line for each parameter, for help texts.</summary>
    /// <value>For example <c>rotate=X, X 0..180, degrees either way</c>.</value>
    public static IReadOnlyList<string> SpecParameters => [.. AugmentationRegistry.Parameters.Select(parameter => parameter.Allowed)];

    /// <summary>
    /// Random resized crop (Szegedy et al., "Going deeper with convolutions", 2015): the area of the cut-out as a fraction of what
    /// evaluation sees of the picture, 0.01..1; it may lie anywhere in the picture. Null for no crop.
    /// </summary>
    /// <remarks>Of a picture that has the shape of the network's input this is a fraction of the whole, as in torchvision.</remarks>
    /// <value>Null.</value>
    public ValueRange? CropScale { get; init; }

    /// <summary>Width over height of the cut-out, relative to the network's input, 0.1..10; drawn evenly on a logarithmic scale.</summary>
    /// <value>3/4..4/3.</value>
    public ValueRange CropAspect { get; init; } = new(3.0 / 4, 4.0 / 3);

    /// <summary>The chance that a picture is mirrored left to right, 0..1.</summary>
    /// <value>0.</value>
    public double HorizontalFlip { get; init; }

    /// <summary>The chance that a picture is mirrored top to bottom, 0..1.</summary>
    /// <value>0.</value>
    public double VerticalFlip { get; init; }

    /// <summary>The most degrees that a picture is turned about its centre, either way, 0..180.</summary>
    /// <value>0.</value>
    public double Rotation { get; init; }

    /// <summary>The most that a picture is moved sideways, either way, as a fraction of the input's width, 0..1.</summary>
    /// <value>0.</value>
    public double WidthShift { get; init; }

    /// <summary>The most that a picture is moved up or down, as a fraction of the input's height, 0..1.</summary>
    /// <value>0.</value>
    public double HeightShift { get; init; }

    /// <summary>How many times as large things become, 0.1..10. Keras counts the other way round: its 0.5 shows things twice as large.</summary>
    /// <value>1..1.</value>
    public ValueRange Zoom { get; init; } = new(1, 1);

    /// <summary>Whether width and height are zoomed by factors of their own, as Keras does.</summary>
    /// <value>False: shapes are kept.</value>
    public bool ZoomEachSide { get; init; }

    /// <summary>The most degrees that upright lines are bent sideways, either way, 0..80.</summary>
    /// <value>0.</value>
    public double Shear { get; init; }

    /// <summary>What is seen beyond the border. With <see cref="ResizeMode.Pad"/> it is always black, as its bars are.</summary>
    /// <value><see cref="FillMode.Reflect"/>.</value>
    public FillMode Fill { get; init; } = FillMode.Reflect;

    /// <summary>The grey value of <see cref="FillMode.Constant"/>, 0..255.</summary>
    /// <value>0, black.</value>
    public double FillValue { get; init; }

    /// <summary>Pixels are multiplied by 1 minus this to 1 plus this, 0..1.</summary>
    /// <value>0.</value>
    public double Brightness { get; init; }

    /// <summary>Distances from mid-grey are multiplied by 1 minus this to 1 plus this, 0..1.</summary>
    /// <value>0.</value>
    public double Contrast { get; init; }

    /// <summary>Distances from a pixel's own grey are multiplied by 1 minus this to 1 plus this, 0..1.</summary>
    /// <value>0.</value>
    public double Saturation { get; init; }

    /// <summary>The most that hues are turned, either way, as a fraction of the colour circle, 0..0.5.</summary>
    /// <value>0.</value>
    public double Hue { get; init; }

    /// <summary>The chance that a picture loses its colours, 0..1.</summary>
    /// <value>0.</value>
    public double Grayscale { get; init; }

    /// <summary>The most that is added to a channel or taken from it, to each its own, 0..255.</summary>
    /// <value>0.</value>
    public double ChannelShift { get; init; }

    /// <summary>The largest standard deviation of a Gaussian blur, in pixels of the network's input, 0..20; drawn from 0 up.</summary>
    /// <value>0.</value>
    public double Blur { get; init; }

    /// <summary>The largest standard deviation of Gaussian noise, on the scale of 0..255, 0..255; drawn from 0 up.</summary>
    /// <value>0.</value>
    public double Noise { get; init; }

    /// <summary>
    /// Random erasing (Zhong et al., "Random erasing data augmentation", 2020): the chance that a rectangle of the picture is replaced
    /// by random values, 0..1.
    /// </summary>
    /// <value>0.</value>
    public double Erasing { get; init; }

    /// <summary>The area of the erased rectangle as a fraction of the input, 0.001..1.</summary>
    /// <value>0.02..0.33, as in the paper's code.</value>
    public ValueRange ErasingArea { get; init; } = new(0.02, 0.33);

    /// <summary>Height over width of the erased rectangle, 0.1..10; drawn evenly on a logarithmic scale.</summary>
    /// <value>0.3..3.3.</value>
    public ValueRange ErasingAspect { get; init; } = new(0.3, 3.3);

    /// <summary>
    /// RandAugment (Cubuk et al., "RandAugment: practical automated data augmentation with a reduced search space", 2020): how many of
    /// its 14 operations are drawn for each picture, 0..14.
    /// </summary>
    /// <value>0.</value>
    public int RandAugment { get; init; }

    /// <summary>How strong RandAugment's operations are, 0..30.</summary>
    /// <value>9.</value>
    public double RandAugmentMagnitude { get; init; } = 9;

    /// <summary>
    /// TrivialAugment (Müller and Hutter, "TrivialAugment: tuning-free yet state-of-the-art data augmentation", 2021, wide space): one
    /// operation of any strength for each picture.
    /// </summary>
    /// <value>False.</value>
    public bool TrivialAugment { get; init; }

    /// <summary>A change of the user's own, made last; not part of a spec.</summary>
    /// <value>Null.</value>
    public PixelFunction? Function { get; init; }

    /// <summary>Rescaling, centring and scaling, which become part of the network and act on every picture, whatever its part.</summary>
    /// <value><see cref="PixelStandardization.None"/>.</value>
    public PixelStandardization Standardization { get; init; } = PixelStandardization.None;

    /// <summary>Whether training pictures are changed; standardization is none, because it becomes part of the network.</summary>
    internal bool ChangesPixels => this with { Standardization = PixelStandardization.None } != None;

    /// <summary>Reads a spec: a preset, words, or a preset and words that change it, between commas.</summary>
    /// <param name="spec">For example <c>standard</c>, <c>crop=0.5..1,flip,rotate=15</c> or <c>strong,erase=0</c>.</param>
    /// <returns>What it says; <see cref="ToString"/> gives a spec that reads the same.</returns>
    /// <exception cref="MlNetCnnException"><c>AUGMENT_SPEC</c>: all faults of the spec, each with what is allowed.</exception>
    public static Augmentation Parse(string spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return AugmentationSpec.Parse(spec);
    }

    /// <summary>Reads as <see cref="Parse"/> does, for texts that may be wrong, as in the settings of an application.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="result">What it says, or null.</param>
    /// <returns>Whether the text was understood.</returns>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out Augmentation? result)
    {
        try
        {
            result = text is null ? null : Parse(text);
        }
        catch (MlNetCnnException)
        {
            result = null;
        }

        return result is not null;
    }

    static Augmentation IParsable<Augmentation>.Parse(string s, IFormatProvider? provider) => Parse(s);

    static bool IParsable<Augmentation>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, [MaybeNullWhen(false)] out Augmentation result) =>
        TryParse(s, out result);

    /// <summary>
    /// Writes the shortest spec: a preset's name where it is one, else the words that differ from <see cref="None"/>. A
    /// <see cref="Function"/> is shown as <c>function</c>, which <see cref="Parse"/> refuses.
    /// </summary>
    public override string ToString() => AugmentationSpec.Write(this);

    /// <summary>Checks every range.</summary>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>: all values that are out of range.</exception>
    internal void Validate() => AugmentationSpec.Validate(this);
}
