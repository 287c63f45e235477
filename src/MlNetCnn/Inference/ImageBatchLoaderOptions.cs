using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Inference;

/// <summary>How <see cref="ImageBatchLoader"/> reads pictures.</summary>
public sealed record ImageBatchLoaderOptions
{
    /// <summary>Width of the pixels, in pixels.</summary>
    /// <value>224.</value>
    [Range(1, ImageInputSpec.MaximumSize)]
    public int Width { get; init; } = 224;

    /// <summary>Height of the pixels, in pixels.</summary>
    /// <value>224.</value>
    [Range(1, ImageInputSpec.MaximumSize)]
    public int Height { get; init; } = 224;

    /// <summary>Pictures in a batch, at least 1.</summary>
    /// <value>32.</value>
    [Range(1, 4096)]
    public int BatchSize { get; init; } = 32;

    /// <summary>How a picture of any shape is made to fit.</summary>
    /// <value><see cref="ResizeMode.Crop"/>.</value>
    public ResizeMode Resize { get; init; } = ResizeMode.Crop;

    /// <summary>
    /// How many times the size above ML.NET's ResizeImages would draw an image before it is reduced, 1..4. The pixels are those that a package
    /// with this factor sees.
    /// </summary>
    /// <value>2.</value>
    [Range(MlNetCnn.Imaging.ResizeFactor.Min, MlNetCnn.Imaging.ResizeFactor.Max)]
    public double ResizeFactor { get; init; } = MlNetCnn.Imaging.ResizeFactor.Default;

    /// <summary>Where decoded pictures are between passes.</summary>
    /// <value><see cref="DataCaching.Auto"/>.</value>
    public DataCaching DataCaching { get; init; } = DataCaching.Auto;

    /// <summary>The most memory that kept pictures may take, in bytes; 0 for half of what the process may use.</summary>
    /// <value>0.</value>
    [Range(0, double.PositiveInfinity)]
    public long MemoryBudgetBytes { get; init; }

    /// <summary>Batches decoded at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>Which random changes are made, anew in each epoch. For training pictures only.</summary>
    /// <value><see cref="Augmentation.None"/>: the pixels are those of evaluation.</value>
    public Augmentation Augmentation { get; init; } = Augmentation.None;

    /// <summary>The seed of the random changes.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>What the decoder accepts.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    /// <summary>What an image becomes.</summary>
    internal ImageInput Input => new(Width, Height, Resize, ResizeFactor);
}
