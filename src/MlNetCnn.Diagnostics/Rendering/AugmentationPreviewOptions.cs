using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Diagnostics;

/// <summary>How augmented pictures are shown.</summary>
public sealed record AugmentationPreviewOptions
{
    /// <summary>Width of the network's input, in pixels, 1..4096.</summary>
    /// <value>224.</value>
    [Range(1, ImageInputSpec.MaximumSize)]
    public int Width { get; init; } = 224;

    /// <summary>Height of the network's input, in pixels, 1..4096.</summary>
    /// <value>224.</value>
    [Range(1, ImageInputSpec.MaximumSize)]
    public int Height { get; init; } = 224;

    /// <summary>Variants of each picture, 0..1000: what training would see of it in as many epochs.</summary>
    /// <value>5.</value>
    [Range(0, 1000)]
    public int Variants { get; init; } = 5;

    /// <summary>Decides every random choice.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>How a picture of another shape is made to fit.</summary>
    /// <value><see cref="ResizeMode.Crop"/>.</value>
    public ResizeMode Resize { get; init; } = ResizeMode.Crop;

    /// <summary>What the decoder accepts.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    /// <summary>What an image becomes.</summary>
    internal ImageInput Input => new(Width, Height, Resize, ResizeFactor.Default);
}
