using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn.Augmentations;

/// <summary>
/// Random changes made to training images, different in each epoch. Validation, test and scored images are never changed.
/// </summary>
/// <remarks>
/// <para>All operations that move pixels (crop, zoom, shear, rotation, shift, flips) are composed into one matrix, so that an image is
/// interpolated once, straight from the file's pixels to the network's input; all operations that are linear in color are composed into
/// one color matrix. The others follow in this order: the lookup-table operations of RandAugment and TrivialAugment, blur, noise, erasing,
/// the custom function.</para>
/// <para>The result depends only on the seed, the epoch and the image's index in the list, not on threads, order or available memory;
/// switching one operation on or off does not change what the others do.</para>
/// </remarks>
public sealed record Augmentation : IParsable<Augmentation>
{
    /// <summary>No changes.</summary>
    public static Augmentation None { get; } = new();

    /// <summary>Crop 0.8..1; brightness and contrast 0.1. Changes no label of any dataset known to us.</summary>
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

    /// <summary>The parameters that <see cref="Parse"/> accepts besides the presets, one line each, for help texts.</summary>
    /// <value>For example <c>rotate=X, X 0..180, degrees either way</c>.</value>
    public static IReadOnlyList<string> SpecParameters => [.. AugmentationRegistry.Parameters.Select(parameter => parameter.Allowed)];

    /// <summary>
    /// Random resized crop (Szegedy et al., "Going deeper with convolutions", 2015): the area of the crop as a fraction of the area that
    /// evaluation sees, 0.01..1; the crop may be anywhere in the image. Null for no crop.
    /// </summary>
    /// <remarks>For an image that has the shape of the network's input this is a fraction of the whole image, as in torchvision.</remarks>
    /// <value>Null.</value>
    public ValueRange? CropScale { get; init; }

    /// <summary>The aspect ratio (width over height) of the crop, relative to the network's input, 0.1..10; sampled log-uniformly.</summary>
    /// <value>3/4..4/3.</value>
    public ValueRange CropAspect { get; init; } = new(3.0 / 4, 4.0 / 3);

    /// <summary>The probability that an image is mirrored left to right, 0..1.</summary>
    /// <value>0.</value>
    public double HorizontalFlip { get; init; }

    /// <summary>The probability that an image is mirrored top to bottom, 0..1.</summary>
    /// <value>0.</value>
    public double VerticalFlip { get; init; }

    /// <summary>The maximum rotation about the center in either direction, in degrees, 0..180.</summary>
    /// <value>0.</value>
    public double Rotation { get; init; }

    /// <summary>The maximum horizontal shift in either direction, as a fraction of the input's width, 0..1.</summary>
    /// <value>0.</value>
    public double WidthShift { get; init; }

    /// <summary>The maximum vertical shift in either direction, as a fraction of the input's height, 0..1.</summary>
    /// <value>0.</value>
    public double HeightShift { get; init; }

    /// <summary>The magnification, 0.1..10. Keras uses the inverse: its 0.5 shows things twice as large.</summary>
    /// <value>1..1.</value>
    public ValueRange Zoom { get; init; } = new(1, 1);

    /// <summary>Whether width and height are zoomed by separate factors, as in Keras.</summary>
    /// <value>False: the aspect ratio is preserved.</value>
    public bool ZoomEachSide { get; init; }

    /// <summary>The maximum shear of vertical lines in either direction, in degrees, 0..80.</summary>
    /// <value>0.</value>
    public double Shear { get; init; }

    /// <summary>How pixels outside the image are filled. With <see cref="ResizeMode.Pad"/> they are always black, like the bars.</summary>
    /// <value><see cref="FillMode.Reflect"/>.</value>
    public FillMode Fill { get; init; } = FillMode.Reflect;

    /// <summary>The gray level of <see cref="FillMode.Constant"/>, 0..255.</summary>
    /// <value>0, black.</value>
    public double FillValue { get; init; }

    /// <summary>Pixels are multiplied by 1 minus this to 1 plus this, 0..1.</summary>
    /// <value>0.</value>
    public double Brightness { get; init; }

    /// <summary>Distances from mid-gray are multiplied by 1 minus this to 1 plus this, 0..1.</summary>
    /// <value>0.</value>
    public double Contrast { get; init; }

    /// <summary>Distances from a pixel's own gray level are multiplied by 1 minus this to 1 plus this, 0..1.</summary>
    /// <value>0.</value>
    public double Saturation { get; init; }

    /// <summary>The maximum hue rotation in either direction, as a fraction of the color circle, 0..0.5.</summary>
    /// <value>0.</value>
    public double Hue { get; init; }

    /// <summary>The probability that an image is converted to grayscale, 0..1.</summary>
    /// <value>0.</value>
    public double Grayscale { get; init; }

    /// <summary>The maximum value added to or subtracted from a channel, sampled separately for each channel, 0..255.</summary>
    /// <value>0.</value>
    public double ChannelShift { get; init; }

    /// <summary>The maximum standard deviation of a Gaussian blur, in pixels of the network's input, 0..20; sampled from 0 up.</summary>
    /// <value>0.</value>
    public double Blur { get; init; }

    /// <summary>The maximum standard deviation of Gaussian noise, on the scale of 0..255, 0..255; sampled from 0 up.</summary>
    /// <value>0.</value>
    public double Noise { get; init; }

    /// <summary>
    /// Random erasing (Zhong et al., "Random erasing data augmentation", 2020): the probability that a rectangle of the image is replaced
    /// by random values, 0..1.
    /// </summary>
    /// <value>0.</value>
    public double Erasing { get; init; }

    /// <summary>The area of the erased rectangle as a fraction of the input, 0.001..1.</summary>
    /// <value>0.02..0.33, as in the paper's code.</value>
    public ValueRange ErasingArea { get; init; } = new(0.02, 0.33);

    /// <summary>The aspect ratio (height over width) of the erased rectangle, 0.1..10; sampled log-uniformly.</summary>
    /// <value>0.3..3.3.</value>
    public ValueRange ErasingAspect { get; init; } = new(0.3, 3.3);

    /// <summary>
    /// RandAugment (Cubuk et al., "RandAugment: practical automated data augmentation with a reduced search space", 2020): the number of
    /// its 14 operations that are sampled for each image, 0..14.
    /// </summary>
    /// <value>0.</value>
    public int RandAugment { get; init; }

    /// <summary>The magnitude of RandAugment's operations, 0..30.</summary>
    /// <value>9.</value>
    public double RandAugmentMagnitude { get; init; } = 9;

    /// <summary>
    /// TrivialAugment (Müller and Hutter, "TrivialAugment: tuning-free yet state-of-the-art data augmentation", 2021, wide space): one
    /// operation of random magnitude for each image.
    /// </summary>
    /// <value>False.</value>
    public bool TrivialAugment { get; init; }

    /// <summary>A custom operation, applied last; not part of a spec.</summary>
    /// <value>Null.</value>
    public PixelFunction? Function { get; init; }

    /// <summary>Rescaling, centering and scaling, which become part of the network and apply to every image, whatever its split.</summary>
    /// <value><see cref="PixelStandardization.None"/>.</value>
    public PixelStandardization Standardization { get; init; } = PixelStandardization.None;

    /// <summary>Whether training images are changed; standardization does not count, because it becomes part of the network.</summary>
    internal bool ChangesPixels => this with { Standardization = PixelStandardization.None } != None;

    /// <summary>Reads a spec: a preset, comma-separated parameters, or a preset followed by parameters that change it.</summary>
    /// <param name="spec">For example <c>standard</c>, <c>crop=0.5..1,flip,rotate=15</c> or <c>strong,erase=0</c>.</param>
    /// <returns>The augmentation; <see cref="ToString"/> returns an equivalent spec.</returns>
    /// <exception cref="MlNetCnnException"><c>AUGMENT_SPEC</c>: all errors of the spec, each with the allowed values.</exception>
    public static Augmentation Parse(string spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        return AugmentationSpec.Parse(spec);
    }

    /// <summary>Reads a spec like <see cref="Parse"/>, for text that may be invalid, such as application settings.</summary>
    /// <param name="text">The text, or null.</param>
    /// <param name="result">The augmentation, or null.</param>
    /// <returns>Whether the text is a valid spec.</returns>
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
    /// Writes the shortest spec: the name of the preset if it is one, otherwise the parameters that differ from <see cref="None"/>. A
    /// <see cref="Function"/> is written as <c>function</c>, which <see cref="Parse"/> rejects.
    /// </summary>
    public override string ToString() => AugmentationSpec.Write(this);

    /// <summary>Checks every range.</summary>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>: all values that are out of range.</exception>
    internal void Validate() => AugmentationSpec.Validate(this);
}
