using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Features;

/// <summary>How pictures are read and scored.</summary>
public sealed record FeatureExtractorOptions
{
    /// <summary>Pictures worked on at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>How a picture of any shape is made to fit the backbone's input.</summary>
    /// <value><see cref="ResizeMode.Crop"/>.</value>
    public ResizeMode Resize { get; init; } = ResizeMode.Crop;

    /// <summary>
    /// How many times the input size ML.NET's ResizeImages would draw an image before it is reduced, 1..4. The pixels are those that a package
    /// with this factor sees.
    /// </summary>
    /// <value>2.</value>
    [Range(MlNetCnn.Imaging.ResizeFactor.Min, MlNetCnn.Imaging.ResizeFactor.Max)]
    public double ResizeFactor { get; init; } = MlNetCnn.Imaging.ResizeFactor.Default;

    /// <summary>What the decoder accepts.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    /// <summary>Keeps features from one run to the next, or null.</summary>
    /// <value>Null: nothing is kept.</value>
    public FeatureCache? Cache { get; init; }
}
