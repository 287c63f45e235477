namespace MlNetCnn.Explanations;

/// <summary>Which places of a picture speak for a class, in the eyes of a network.</summary>
/// <remarks>
/// <para>A place's heat is its share of the evidence for the class: how far the class's logit is above the mean of all logits. The shares are
/// the last feature maps of the network, weighed as Grad-CAM weighs them; what is below 0 speaks against the class and is cut off (Selvaraju
/// et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization", ICCV 2017).</para>
/// <para>Two things go beyond that paper. What does not come from the maps, above all the bias of the last layer, is spread evenly over
/// all places, so that the shares sum to the whole (Srinivas and Fleuret, "Full-Gradient Representation for Neural Network Visualization",
/// NeurIPS 2019): heads that are fitted on standardised features keep the features' mean in their bias, and without it a photo may have
/// no heat at all for the very class that is predicted. And logits count relative to their mean, because the softmax does not see what
/// they have in common.</para>
/// </remarks>
public sealed record HeatMap
{
    internal HeatMap()
    {
    }

    /// <summary>
    /// The heat: [row, column], 0..1, of the size of the network's input; the picture lies there as the network sees it, cropped or with
    /// bars. The hottest place has 1; all are 0 where nothing speaks for the class.
    /// </summary>
    public required float[,] Values { get; init; }

    /// <summary>The class that the heat speaks for.</summary>
    public required string ClassName { get; init; }

    /// <summary>The probability that the network gives that class, 0..1.</summary>
    public required float Probability { get; init; }

    /// <summary>The most probable class.</summary>
    public required string PredictedLabel { get; init; }

    /// <summary>The probability of <see cref="PredictedLabel"/>, 0..1.</summary>
    public required float PredictedProbability { get; init; }

    /// <summary>How the weights were found: <c>Grad-CAM</c>; <c>CAM</c> or <c>Grad-CAM by differences</c>, without gradients.</summary>
    public required string Method { get; init; }

    /// <summary>The feature maps that were weighed, by their tensor's name in the file.</summary>
    public required string Layer { get; init; }
}
