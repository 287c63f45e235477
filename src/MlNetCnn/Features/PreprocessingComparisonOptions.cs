using System.ComponentModel.DataAnnotations;

namespace MlNetCnn.Features;

/// <summary>Options for comparing preprocessings.</summary>
public sealed record PreprocessingComparisonOptions
{
    /// <summary>The preprocessings to compare, in the order in which they are preferred if nothing distinguishes them.</summary>
    /// <value>Inception, ImageNet, rescale, Caffe, none. Those with scaled pixels come first, and among them the one in the middle: its range of
    /// 2 is about half that of ImageNet's and twice that of rescale's, so it is the least wrong if one of the others is correct.</value>
    public IReadOnlyList<Preprocessing> Candidates { get; init; } =
        [Preprocessing.Inception, Preprocessing.ImageNet, Preprocessing.Rescale, Preprocessing.Caffe, Preprocessing.None];

    /// <summary>The maximum number of images to use, distributed evenly over the classes; at least 10. At most a tenth as many classes are used.</summary>
    /// <value>200.</value>
    [Range(PreprocessingComparison.MinImages, int.MaxValue)]
    public int MaxImages { get; init; } = 200;

    /// <summary>The tensor that contains the features, or null for the input of the classifier or the end of the network.</summary>
    /// <value>Null.</value>
    public string? FeatureTensor { get; init; }

    /// <summary>The height and width in pixels for a network that accepts any size; null for 224, and for networks of fixed size.</summary>
    /// <value>Null.</value>
    [Range(1, ImageInputSpec.MaximumSize)]
    public int? InputSize { get; init; }

    /// <summary>The seed for selecting the images and the folds.</summary>
    /// <value>1.</value>
    public int Seed { get; init; } = 1;

    /// <summary>The number of images processed at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>How an image of any shape is made to fit the network's input.</summary>
    /// <value><see cref="ResizeMode.Crop"/>.</value>
    public ResizeMode Resize { get; init; } = ResizeMode.Crop;

    /// <summary>Limits and settings of the decoder.</summary>
    /// <value>The defaults of <see cref="ImageDecoderOptions"/>.</value>
    public ImageDecoderOptions Decoder { get; init; } = ImageDecoderOptions.Default;

    internal void Check()
    {
        OptionChecks.Validate(this);
        ArgumentNullException.ThrowIfNull(Candidates, nameof(Candidates));
        if (Candidates.Distinct().Count() < 2)
        {
            throw new ArgumentException("At least two preprocessings are required for a comparison.", nameof(Candidates));
        }
    }
}
