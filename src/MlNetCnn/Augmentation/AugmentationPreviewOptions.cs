namespace MlNetCnn;

/// <summary>How augmented pictures are shown.</summary>
public sealed record AugmentationPreviewOptions
{
    /// <summary>Width of the network's input, in pixels, 1..4096.</summary>
    /// <value>224.</value>
    public int Width { get; init; } = 224;

    /// <summary>Height of the network's input, in pixels, 1..4096.</summary>
    /// <value>224.</value>
    public int Height { get; init; } = 224;

    /// <summary>Variants of each picture, 0..1000: what training would see of it in as many epochs.</summary>
    /// <value>5.</value>
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

    /// <summary>Checks every range.</summary>
    /// <exception cref="MlNetCnnException"><c>PREVIEW_RANGE</c>: all values that are out of range.</exception>
    internal void Validate()
    {
        (string Name, int Value, int Min, int Max)[] values =
            [(nameof(Width), Width, 1, ImageInputSpec.MaximumSize), (nameof(Height), Height, 1, ImageInputSpec.MaximumSize), (nameof(Variants), Variants, 0, 1000)];
        var errors = values.Where(v => v.Value < v.Min || v.Value > v.Max).ToList();
        if (errors.Count > 0)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, "PREVIEW_RANGE", "the preview is out of its range",
                expected: string.Join(", ", errors.Select(f => FormattableString.Invariant($"{f.Name} {f.Min}..{f.Max}"))),
                received: string.Join(", ", errors.Select(f => FormattableString.Invariant($"{f.Name} {f.Value}"))));
        }
    }
}
