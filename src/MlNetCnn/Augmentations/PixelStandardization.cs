using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace MlNetCnn.Augmentations;

/// <summary>
/// Rescaling, centering and scaling of pixels, in the order in which Keras's <c>ImageDataGenerator</c> applies them: rescale, then
/// per image, then over the training set.
/// </summary>
/// <remarks>
/// It is not an augmentation: a network must always see the same standardization as in training. It therefore becomes part of the
/// network's graph and applies to evaluation and scoring too. A pretrained network has its own (<see cref="Preprocessing"/>); this is for
/// networks that are trained from scratch.
/// </remarks>
public sealed record PixelStandardization
{
    /// <summary>The value added to a standard deviation before dividing by it, which avoids a division by zero for a blank image.</summary>
    public const float Epsilon = 1e-6f;

    /// <summary>No standardization: pixels remain 0..255.</summary>
    public static PixelStandardization None { get; } = new();

    /// <summary>The factor for every value, above 0 and at most 1000.</summary>
    /// <value>1.</value>
    [Range(0.0, 1000.0, MinimumIsExclusive = true)]
    public double Rescale { get; init; } = 1;

    /// <summary>Whether each image's mean, over all its pixels and channels, is subtracted from it.</summary>
    /// <value>False.</value>
    public bool SamplewiseCenter { get; init; }

    /// <summary>Whether each image is divided by its standard deviation, over all its pixels and channels.</summary>
    /// <value>False.</value>
    public bool SamplewiseStd { get; init; }

    /// <summary>Whether the mean of each channel over the training images is subtracted.</summary>
    /// <value>False.</value>
    public bool FeaturewiseCenter { get; init; }

    /// <summary>Whether each channel is divided by its standard deviation over the training images.</summary>
    /// <value>False.</value>
    public bool FeaturewiseStd { get; init; }

    /// <summary>Whether statistics of the training images are required.</summary>
    internal bool NeedsStatistics => FeaturewiseCenter || FeaturewiseStd;

    /// <summary>The options as checkpoints and model cards name them; does not follow the names of the properties.</summary>
    internal string Key => string.Create(
        CultureInfo.InvariantCulture,
        $"PixelStandardization {{ Rescale = {Rescale}, SamplewiseCenter = {SamplewiseCenter}, SamplewiseStd = {SamplewiseStd}, "
        + $"FeaturewiseCenter = {FeaturewiseCenter}, FeaturewiseStd = {FeaturewiseStd} }}");
}
