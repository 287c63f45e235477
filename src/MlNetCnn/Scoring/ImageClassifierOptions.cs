using System.ComponentModel.DataAnnotations;

namespace MlNetCnn;

/// <summary>How a classifier reads and scores pictures.</summary>
public sealed record ImageClassifierOptions
{
    /// <summary>The most views that there are; see <see cref="Views"/>.</summary>
    public const int MaxViews = ImageViews.Max;

    /// <summary>Pictures worked on at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    [Range(0, 1024)]
    public int Threads { get; init; }

    /// <summary>What the decoder accepts, or null.</summary>
    /// <value>Null: the defaults of <see cref="ImageDecoderOptions"/>, with the background that the model was trained with.</value>
    public ImageDecoderOptions? Decoder { get; init; }

    /// <summary>Chooses what the decoder accepts by the model's card, once, while the model is loaded; not asked where <see cref="Decoder"/> is
    /// given.</summary>
    /// <value>Null: as <see cref="Decoder"/> says.</value>
    public Func<ModelCard, ImageDecoderOptions>? DecoderSelector { get; init; }

    /// <summary>
    /// How many views of each picture are scored, 1..10; the probabilities are their mean (test-time augmentation). Each view costs
    /// as much as a picture. The views are the first of these, the same in every run: the picture as it is; mirrored left to right; an
    /// eighth larger and moved into the top left corner, the bottom right one mirrored, the top right one, the bottom left one
    /// mirrored; and these four mirrored the other way. Corners are those of the whole picture, of which evaluation sees the middle.
    /// </summary>
    /// <remarks>
    /// Mirrored views are left out of a model whose <see cref="ModelCard.UnsafeAugmentations"/> name <c>flip</c>; 5 views remain. Of another model
    /// leave it at 1 where a mirrored picture shows another class, as with many traffic signs and with letters.
    /// </remarks>
    /// <value>1: the picture as it is.</value>
    [Range(1, MaxViews)]
    public int Views { get; init; } = 1;
}
