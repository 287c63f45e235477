using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Features;

/// <summary>How preprocessings are compared.</summary>
public sealed record PreprocessingComparisonOptions
{
    /// <summary>The preprocessings to compare, in the order in which they are taken where nothing tells them apart.</summary>
    /// <value>Inception, ImageNet, rescale, Caffe, none. Those of scaled pixels come first, and among them the one in the middle: its range of
    /// 2 is about half that of ImageNet's and twice that of rescale's, so it is the least wrong where one of the others is right.</value>
    public IReadOnlyList<Preprocessing> Candidates { get; init; } =
        [Preprocessing.Inception, Preprocessing.ImageNet, Preprocessing.Rescale, Preprocessing.Caffe, Preprocessing.None];

    /// <summary>The most images that are looked at, dealt evenly over the classes; at least 10. There are at most a tenth as many classes.</summary>
    /// <value>200.</value>
    [Range(PreprocessingComparison.MinImages, int.MaxValue)]
    public int MaxImages { get; init; } = 200;

    /// <summary>The tensor that holds the features, or null for what the classifier reads or the network ends in.</summary>
    /// <value>Null.</value>
    public string? FeatureTensor { get; init; }

    /// <summary>Height and width in pixels for a network that takes any size; null for 224, and for networks that fix it.</summary>
    /// <value>Null.</value>
    [Range(1, ImageInputSpec.MaximumSize)]
    public int? InputSize { get; init; }

    /// <summary>Picks the images and the folds.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>Images worked on at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>How an image of any shape is made to fit the network's input.</summary>
    /// <value><see cref="ResizeMode.Crop"/>.</value>
    public ResizeMode Resize { get; init; } = ResizeMode.Crop;

    /// <summary>What the decoder accepts.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    internal void Check()
    {
        OptionChecks.Validate(this);
        ArgumentNullException.ThrowIfNull(Candidates, nameof(Candidates));
        if (Candidates.Distinct().Count() < 2)
        {
            throw new ArgumentException("Fewer than two preprocessings are no comparison.", nameof(Candidates));
        }
    }
}
