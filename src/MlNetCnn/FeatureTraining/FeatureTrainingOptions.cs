using System.ComponentModel.DataAnnotations;
using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn;

/// <summary>Options for training a classifier on frozen features.</summary>
public sealed record FeatureTrainingOptions
{
    /// <summary>The seed of every random choice.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>The number of images processed at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>The method of fitting an image of any size to the input of the backbone.</summary>
    /// <value><see cref="ResizeMode.Crop"/>.</value>
    public ResizeMode Resize { get; init; } = ResizeMode.Crop;

    /// <summary>
    /// The factor, 1..4, between the size to which ML.NET's ResizeImages resizes an image and the input size, to which the graph reduces it; null for
    /// the smallest factor, at most 3, at which three of four training images are not shrunk by ResizeImages. Larger images benefit from a larger
    /// factor, but every image takes longer in a plain ML.NET application.
    /// </summary>
    /// <value>Null.</value>
    [Range(MlNetCnn.Imaging.ResizeFactor.Min, MlNetCnn.Imaging.ResizeFactor.Max)]
    public double? ResizeFactor { get; init; }

    /// <summary>The options for decoding images.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    /// <summary>The maximum fraction of the listed images that may be rejected before the run ends with an error, 0..1.</summary>
    /// <value>0.05.</value>
    [Range(0.0, 1.0)]
    public double MaxRejectedFraction { get; init; } = 0.05;

    /// <summary>The classifier head that is fitted on the features.</summary>
    /// <value><see cref="ClassifierHeads.Linear"/>.</value>
    [Experimental("MLNETCNN001")]
    public IClassifierHead Head { get; init; } = ClassifierHeads.Linear;

    /// <summary>
    /// Whether scores are calibrated: divided by a temperature that is fitted on images the head did not learn from, so that about four of five
    /// images with a score of 0.8 are correct. The most probable class stays the same. It takes at most five additional fits of the head.
    /// </summary>
    /// <value>False.</value>
    public bool Calibrate { get; init; }

    /// <summary>The cache that keeps features between runs, or null.</summary>
    /// <value>Null: features are not cached.</value>
    public FeatureCache? Cache { get; init; }

    /// <summary>Returns the options that apply to the feature extractor.</summary>
    /// <param name="factor">The specified or selected resize factor.</param>
    internal FeatureExtractorOptions ToExtractorOptions(double factor) =>
        new() { Threads = Threads, Resize = Resize, ResizeFactor = factor, Decoder = Decoder, Cache = Cache };
}
