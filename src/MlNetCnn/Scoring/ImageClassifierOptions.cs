using System.ComponentModel.DataAnnotations;

namespace MlNetCnn;

/// <summary>Options for reading and scoring images with a classifier.</summary>
public sealed record ImageClassifierOptions
{
    /// <summary>The maximum number of views; see <see cref="Views"/>.</summary>
    public const int MaxViews = ImageViews.Max;

    /// <summary>The number of images processed at the same time; 0 for one per core. Ignored if <see cref="Workers"/> are specified.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>
    /// The threads that process the images, or null. Classifiers with the same workers take turns on them, instead of each using all cores. They belong
    /// to the caller: dispose them after the classifiers.
    /// </summary>
    /// <value>Null: the classifier has <see cref="Threads"/> threads of its own.</value>
    public InferenceWorkers? Workers { get; init; }

    /// <summary>The hardware that runs the network. Images are decoded on the processor in any case.</summary>
    /// <value><see cref="ExecutionProvider.Cpu"/>.</value>
    public ExecutionProvider ExecutionProvider { get; init; }

    /// <summary>The options for decoding images, or null.</summary>
    /// <value>Null: the defaults of <see cref="ImageDecoderOptions"/>, with the background that the model was trained with.</value>
    public ImageDecoderOptions? Decoder { get; init; }

    /// <summary>Selects the decoder options by the model card, once, while the model is loaded; not called if <see cref="Decoder"/> is
    /// specified.</summary>
    /// <value>Null: <see cref="Decoder"/> applies.</value>
    public Func<ModelCard, ImageDecoderOptions>? DecoderSelector { get; init; }

    /// <summary>
    /// The number of views of each image that are scored, 1..10; the probabilities are their mean (test-time augmentation). Each view costs
    /// as much as an image. The views are the first of these, the same in every run: the unchanged image; mirrored left to right; an
    /// eighth larger and shifted to the top left corner, to the bottom right one mirrored, to the top right one, to the bottom left one
    /// mirrored; and these four with the opposite mirroring. Corners are those of the whole image, of which evaluation sees the center.
    /// </summary>
    /// <remarks>
    /// Mirrored views are left out for a model whose <see cref="ModelCard.UnsafeAugmentations"/> contains <c>flip</c>; 5 views remain. For other models,
    /// keep the value at 1 if a mirrored image shows another class, as with many traffic signs and with letters.
    /// </remarks>
    /// <value>1: the unchanged image.</value>
    [Range(1, MaxViews)]
    public int Views { get; init; } = 1;
}
