using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Diagnostics;

/// <summary>Options for <see cref="AugmentationPreview"/>.</summary>
public sealed record AugmentationPreviewOptions
{
    /// <summary>The width of the network's input, in pixels, 1..4096.</summary>
    /// <value>224.</value>
    [Range(1, ImageInputSpec.MaximumSize)]
    public int Width { get; init; } = 224;

    /// <summary>The height of the network's input, in pixels, 1..4096.</summary>
    /// <value>224.</value>
    [Range(1, ImageInputSpec.MaximumSize)]
    public int Height { get; init; } = 224;

    /// <summary>The number of variants of each image, 0..1000; training would see one of them per epoch.</summary>
    /// <value>5.</value>
    [Range(0, 1000)]
    public int Variants { get; init; } = 5;

    /// <summary>The seed of the random choices.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>The resize mode for images of another aspect ratio.</summary>
    /// <value><see cref="ResizeMode.Crop"/>.</value>
    public ResizeMode Resize { get; init; } = ResizeMode.Crop;

    /// <summary>The decoder options.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    /// <summary>The input that an image is resized to.</summary>
    internal ImageInput Input => new(Width, Height, Resize, ResizeFactor.Default);
}
