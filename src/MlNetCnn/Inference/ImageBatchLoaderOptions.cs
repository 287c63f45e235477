using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Inference;

/// <summary>Options for reading images with <see cref="ImageBatchLoader"/>.</summary>
public sealed record ImageBatchLoaderOptions
{
    /// <summary>The width of the images, in pixels.</summary>
    /// <value>224.</value>
    [Range(1, ImageInputSpec.MaximumSize)]
    public int Width { get; init; } = 224;

    /// <summary>The height of the images, in pixels.</summary>
    /// <value>224.</value>
    [Range(1, ImageInputSpec.MaximumSize)]
    public int Height { get; init; } = 224;

    /// <summary>The number of images in a batch, at least 1.</summary>
    /// <value>32.</value>
    [Range(1, 4096)]
    public int BatchSize { get; init; } = 32;

    /// <summary>How an image of any shape is made to fit.</summary>
    /// <value><see cref="ResizeMode.Crop"/>.</value>
    public ResizeMode Resize { get; init; } = ResizeMode.Crop;

    /// <summary>
    /// The factor of the size above at which ML.NET's ResizeImages would render an image before it is reduced, 1..4. The pixels are those
    /// that a package with this factor uses.
    /// </summary>
    /// <value>2.</value>
    [Range(MlNetCnn.Imaging.ResizeFactor.Min, MlNetCnn.Imaging.ResizeFactor.Max)]
    public double ResizeFactor { get; init; } = MlNetCnn.Imaging.ResizeFactor.Default;

    /// <summary>Where decoded images are stored between passes.</summary>
    /// <value><see cref="DataCaching.Auto"/>.</value>
    public DataCaching DataCaching { get; init; } = DataCaching.Auto;

    /// <summary>The maximum memory for cached images, in bytes; 0 for half of the memory available to the process.</summary>
    /// <value>0.</value>
    [Range(0, double.PositiveInfinity)]
    public long MemoryBudgetBytes { get; init; }

    /// <summary>The number of batches decoded at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>The random changes of images, sampled again in each epoch. For training images only.</summary>
    /// <value><see cref="Augmentation.None"/>: the pixels are those of evaluation.</value>
    public Augmentation Augmentation { get; init; } = Augmentation.None;

    /// <summary>The seed of the random changes.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Limits and settings of the decoder.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    /// <summary>The size and layout of the result.</summary>
    internal ImageInput Input => new(Width, Height, Resize, ResizeFactor);
}
