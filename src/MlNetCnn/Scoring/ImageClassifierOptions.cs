using System.ComponentModel.DataAnnotations;

namespace MlNetCnn;

/// <summary>Options for reading and scoring images with a classifier.</summary>
public sealed record ImageClassifierOptions
{
    /// <summary>The maximum number of views; see <see cref="Views"/>.</summary>
    public const int MaxViews = ImageViews.Max;

    /// <summary>The number of images or batches processed at the same time; 0 for one per core. Ignored if <see cref="Workers"/> are specified.</summary>
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

    /// <summary>
    /// The maximum number of images, 1..64, that a thread runs through the network as one batch: the images of <c>Predict</c> and <c>PredictAsync</c>
    /// for one image that are in the queue when a thread becomes free. It never waits for more, and leaves their share to other free threads. Each image
    /// is decoded, and rejected, by itself; its scores may differ from those of a batch of 1 by rounding, in the sixth digit.
    /// </summary>
    /// <remarks>
    /// <para>On a CPU, larger batches are rarely faster, and each thread needs memory for a whole batch. They are for GPUs.</para>
    /// <para>Lists of images and pixels in memory are not affected. It stays at 1 with several <see cref="Views"/>, and for a network that was exported
    /// for a batch of 1.</para>
    /// </remarks>
    /// <value>1.</value>
    [Range(1, 64)]
    public int MaxBatchSize { get; init; } = 1;
}
