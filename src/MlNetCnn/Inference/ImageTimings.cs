namespace MlNetCnn;

/// <summary>How long the steps of scoring one image took, for monitoring.</summary>
/// <param name="Queued">The time in the queue, until a thread took the image. Zero for an image of a list, whose images are queued before they are
/// needed.</param>
/// <param name="Decoding">The time to read, decode and resize the image, or to find out that it cannot be used.</param>
/// <param name="Inference">The time in the network, of all views together; for an image in a batch, that of the whole batch. Zero for a rejected
/// image.</param>
/// <remarks>A stream is read before its image is queued, which is not included.</remarks>
public readonly record struct ImageTimings(TimeSpan Queued, TimeSpan Decoding, TimeSpan Inference)
{
    /// <summary>
    /// The number of images that the network processed at once, this one included: 1..<see cref="ImageClassifierOptions.MaxBatchSize"/>, or 0 for a
    /// rejected image. The number of runs is the sum of 1 / <see cref="BatchSize"/> over all images with a value above 0.
    /// </summary>
    public int BatchSize { get; init; }
}
