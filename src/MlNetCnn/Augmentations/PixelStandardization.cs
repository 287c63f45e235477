using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace MlNetCnn.Augmentations;

/// <summary>
/// Rescaling, centring and scaling of pixels, in the order in which Keras's <c>ImageDataGenerator</c> does them: rescale, then
/// over each picture, then over the training set.
/// </summary>
/// <remarks>
/// It is no augmentation: what a network sees in training it must see ever after. It therefore becomes part of the network's graph
/// and acts in evaluation and scoring too. A pretrained network brings its own (<see cref="Preprocessing"/>); this is for networks
/// that are trained from scratch.
/// </remarks>
public sealed record PixelStandardization
{
    /// <summary>What a standard deviation is raised by before anything is divided by it, so that a blank picture divides by no zero.</summary>
    public const float Epsilon = 1e-6f;

    /// <summary>Pixels stay as they are, 0..255.</summary>
    public static PixelStandardization None { get; } = new();

    /// <summary>What every value is multiplied by, above 0 and at most 1000.</summary>
    /// <value>1.</value>
    [Range(0.0, 1000.0, MinimumIsExclusive = true)]
    public double Rescale { get; init; } = 1;

    /// <summary>Whether each picture's mean, over all its pixels and channels, is subtracted from it.</summary>
    /// <value>False.</value>
    public bool SamplewiseCenter { get; init; }

    /// <summary>Whether each picture is divided by its standard deviation, over all its pixels and channels.</summary>
    /// <value>False.</value>
    public bool SamplewiseStd { get; init; }

    /// <summary>Whether the mean of each channel over the training pictures is subtracted.</summary>
    /// <value>False.</value>
    public bool FeaturewiseCenter { get; init; }

    /// <summary>Whether each channel is divided by its standard deviation over the training pictures.</summary>
    /// <value>False.</value>
    public bool FeaturewiseStd { get; init; }

    /// <summary>Whether the training pictures must be looked at first.</summary>
    internal bool NeedsStatistics => FeaturewiseCenter || FeaturewiseStd;

    /// <summary>The options as checkpoints and model cards name them; it does not follow the names of the properties.</summary>
    internal string Key => string.Create(
        CultureInfo.InvariantCulture,
        $"PixelStandardization {{ Rescale = {Rescale}, SamplewiseCenter = {SamplewiseCenter}, SamplewiseStd = {SamplewiseStd}, "
        + $"FeaturewiseCenter = {FeaturewiseCenter}, FeaturewiseStd = {FeaturewiseStd} }}");
}
