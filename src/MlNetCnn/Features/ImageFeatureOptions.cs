using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Features;

/// <summary>Options for reading images in <see cref="ImageFeatureEstimator"/>.</summary>
public sealed record ImageFeatureOptions
{
    /// <summary>The number of images processed at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>How an image of any shape is made to fit the backbone's input.</summary>
    /// <value><see cref="ResizeMode.Crop"/>.</value>
    public ResizeMode Resize { get; init; } = ResizeMode.Crop;

    /// <summary>
    /// The factor of the input size at which ML.NET's ResizeImages renders an image before the graph reduces it, 1..4; null for the smallest
    /// factor, at most 3, at which three of four training images are not shrunk when they are rendered. Larger images benefit from a larger
    /// factor, and every image takes longer in a plain ML.NET application.
    /// </summary>
    /// <value>Null.</value>
    [Range(MlNetCnn.Imaging.ResizeFactor.Min, MlNetCnn.Imaging.ResizeFactor.Max)]
    public double? ResizeFactor { get; init; }

    /// <summary>Limits and settings of the decoder.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    /// <summary>The maximum fraction of rows that may be rejected before reading them ends with an error, 0..1.</summary>
    /// <value>0.05.</value>
    [Range(0.0, 1.0)]
    public double MaxRejectedFraction { get; init; } = 0.05;

    /// <summary>Caches features between views and runs, or null. With a cache, each image runs through the network once, however many
    /// views of it are created: those of cross-validation, or of fitting and then evaluating.</summary>
    /// <value>Null: each view runs its images through the network.</value>
    public FeatureCache? Cache { get; init; }

    /// <summary>Receives the progress of the extraction, or null.</summary>
    /// <value>Null.</value>
    public IProgress<TrainingProgress>? Progress { get; init; }

    /// <summary>Cancels the extraction.</summary>
    /// <value>Never canceled.</value>
    public CancellationToken CancellationToken { get; init; }
}
