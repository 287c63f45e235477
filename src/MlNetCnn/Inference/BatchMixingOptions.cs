using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Inference;

/// <summary>Options for mixing the images of a batch.</summary>
public sealed record BatchMixingOptions
{
    /// <summary>
    /// Mixup (Zhang et al., "mixup: beyond empirical risk minimization", 2018): the fraction of an image is sampled from
    /// Beta(MixupAlpha, MixupAlpha); 0 for none, 0.2 as in the paper for ImageNet, at most 100.
    /// </summary>
    /// <value>0.</value>
    [Range(0.0, 100.0)]
    [Display(GroupName = "Regularization", Description = "Alpha of Mixup, typically 0.2; 0 disables it.")]
    public double MixupAlpha { get; init; }

    /// <summary>
    /// CutMix (Yun et al., "CutMix: regularization strategy to train strong classifiers with localizable features", 2019): the fraction of the
    /// area that an image keeps is sampled from Beta(CutMixAlpha, CutMixAlpha); 0 for none, 1 as in the paper, at most 100.
    /// </summary>
    /// <value>0.</value>
    [Range(0.0, 100.0)]
    [Display(GroupName = "Regularization", Description = "Alpha of CutMix, typically 1; 0 disables it.")]
    public double CutMixAlpha { get; init; }

    /// <summary>The probability that an image is mixed at all, 0..1.</summary>
    /// <value>1.</value>
    [Range(0.0, 1.0)]
    public double Probability { get; init; } = 1;

    /// <summary>The probability that an image is mixed by CutMix if both are on, 0..1.</summary>
    /// <value>0.5.</value>
    [Range(0.0, 1.0)]
    public double SwitchProbability { get; init; } = 0.5;

    /// <summary>Whether any images are mixed.</summary>
    internal bool IsOn => Probability > 0 && (MixupAlpha > 0 || CutMixAlpha > 0);
}
