using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn;

/// <summary>How a classifier is trained on frozen features.</summary>
public sealed record FeatureTrainingOptions
{
    /// <summary>The seed of every random choice.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Pictures worked on at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>How a picture of any shape is made to fit the backbone's input.</summary>
    /// <value><see cref="ResizeMode.Crop"/>.</value>
    public ResizeMode Resize { get; init; } = ResizeMode.Crop;

    /// <summary>
    /// How many times the input size ML.NET's ResizeImages draws an image before the graph reduces it, 1..4; null for the least factor, at most
    /// 3, at which three of four training images are not shrunk while they are drawn. Larger images gain from a larger one, and every image
    /// takes longer in a stock ML.NET application.
    /// </summary>
    /// <value>Null.</value>
    [Range(MlNetCnn.Imaging.ResizeFactor.Min, MlNetCnn.Imaging.ResizeFactor.Max)]
    public double? ResizeFactor { get; init; }

    /// <summary>What the decoder accepts.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    /// <summary>The largest part of the listed images that may be rejected before the run ends with an error, 0..1.</summary>
    /// <value>0.05.</value>
    [Range(0.0, 1.0)]
    public double MaxRejectedFraction { get; init; } = 0.05;

    /// <summary>What is fitted on the features.</summary>
    /// <value><see cref="ClassifierHeads.Linear"/>.</value>
    [Experimental("MLNETCNN001")]
    public IClassifierHead Head { get; init; } = ClassifierHeads.Linear;

    /// <summary>
    /// Whether scores are calibrated: divided by a temperature that is fitted on images the head did not learn from, so that of pictures with a
    /// score of 0.8 about four of five are right. The most probable class stays the same. It costs at most five fits of the head.
    /// </summary>
    /// <value>False.</value>
    public bool Calibrate { get; init; }

    /// <summary>Keeps features from one run to the next, or null.</summary>
    /// <value>Null: nothing is kept.</value>
    public FeatureCache? Cache { get; init; }

    /// <summary>What of this concerns the features.</summary>
    /// <param name="factor">The factor that was given or chosen.</param>
    internal FeatureExtractorOptions ToExtractorOptions(double factor) =>
        new() { Threads = Threads, Resize = Resize, ResizeFactor = factor, Decoder = Decoder, Cache = Cache };
}
