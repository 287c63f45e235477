namespace MlNetCnn.Explanations;

/// <summary>A heat map of the image regions that support a class, according to a network.</summary>
/// <remarks>
/// <para>The heat of a location is its fraction of the evidence for the class: the difference between the logit of the class and the mean of all
/// logits. The fractions come from the last feature maps of the network, weighted as in Grad-CAM; negative values, which are evidence against the
/// class, are set to 0 (Selvaraju et al., "Grad-CAM: Visual Explanations from Deep Networks via Gradient-based Localization", ICCV 2017).</para>
/// <para>Two things differ from that paper. Evidence that does not come from the maps, mainly the bias of the last layer, is spread evenly over
/// all locations, so that the fractions sum to the whole (Srinivas and Fleuret, "Full-Gradient Representation for Neural Network Visualization",
/// NeurIPS 2019): heads that are fitted on standardized features have the mean of the features in their bias, and without it an image may have
/// no heat at all for the predicted class. And logits count relative to their mean, because a common offset does not change the
/// softmax.</para>
/// </remarks>
public sealed record HeatMap
{
    internal HeatMap()
    {
    }

    /// <summary>
    /// The heat: [row, column], 0..1, in the input size of the network and of the image as the network sees it, cropped or with
    /// bars. The maximum is 1; all values are 0 if nothing supports the class.
    /// </summary>
    public required float[,] Values { get; init; }

    /// <summary>The explained class.</summary>
    public required string ClassName { get; init; }

    /// <summary>The probability of that class, 0..1.</summary>
    public required float Probability { get; init; }

    /// <summary>The most probable class.</summary>
    public required string PredictedLabel { get; init; }

    /// <summary>The probability of <see cref="PredictedLabel"/>, 0..1.</summary>
    public required float PredictedProbability { get; init; }

    /// <summary>The method of finding the weights: <c>Grad-CAM</c>; <c>CAM</c> or <c>Grad-CAM by differences</c>, without gradients.</summary>
    public required string Method { get; init; }

    /// <summary>The weighted feature maps, by the name of their tensor in the file.</summary>
    public required string Layer { get; init; }
}
