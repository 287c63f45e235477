using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Features;

/// <summary>Options for reading and scoring images.</summary>
public sealed record FeatureExtractorOptions
{
    /// <summary>The number of images processed at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>How an image of any shape is made to fit the backbone's input.</summary>
    /// <value><see cref="ResizeMode.Crop"/>.</value>
    public ResizeMode Resize { get; init; } = ResizeMode.Crop;

    /// <summary>
    /// The factor of the input size at which ML.NET's ResizeImages would render an image before it is reduced, 1..4. The pixels are those
    /// that a package with this factor uses.
    /// </summary>
    /// <value>2.</value>
    [Range(MlNetCnn.Imaging.ResizeFactor.Min, MlNetCnn.Imaging.ResizeFactor.Max)]
    public double ResizeFactor { get; init; } = MlNetCnn.Imaging.ResizeFactor.Default;

    /// <summary>Limits and settings of the decoder.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    /// <summary>Caches features between runs, or null.</summary>
    /// <value>Null: no cache.</value>
    public FeatureCache? Cache { get; init; }
}
