using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Features;

/// <summary>How <see cref="ImageFeatureEstimator"/> reads pictures.</summary>
public sealed record ImageFeatureOptions
{
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

    /// <summary>The largest part of the rows that may be rejected before reading them ends with an error, 0..1.</summary>
    /// <value>0.05.</value>
    [Range(0.0, 1.0)]
    public double MaxRejectedFraction { get; init; } = 0.05;

    /// <summary>Keeps features from one view and one run to the next, or null. With it, each image runs through the network once, however many
    /// views of it are made: those of cross-validation, or of fitting and then evaluating.</summary>
    /// <value>Null: each view runs its images.</value>
    public FeatureCache? Cache { get; init; }

    /// <summary>Told how far the extraction is, or null.</summary>
    /// <value>Null.</value>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Stops the extraction.</summary>
    /// <value>Never cancelled.</value>
    public CancellationToken CancellationToken { get; init; }
}
