namespace MlNetCnn;

/// <summary>How a classifier reads and scores pictures.</summary>
public sealed record ImageClassifierOptions
{
    /// <summary>Pictures worked on at the same time; 0 for one per core.</summary>
    /// <value>0.</value>
    public int Threads { get; init; }

    /// <summary>What the decoder accepts, or null.</summary>
    /// <value>Null: the defaults of <see cref="ImageDecoderOptions"/>, with the background that the model was trained with.</value>
    public ImageDecoderOptions? Decoder { get; init; }
}
