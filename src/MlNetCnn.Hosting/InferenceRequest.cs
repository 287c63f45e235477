namespace MlNetCnn.Hosting;

/// <summary>
/// One request to a classifier, from its arrival to its answer: the bytes it holds, its places in the queue, its model and its timeout. All images of a
/// request are scored with the same model.
/// </summary>
/// <remarks>Not thread-safe, except <see cref="PredictAsync"/>, which can be called for several images at a time.</remarks>
public sealed class InferenceRequest : IDisposable
{
    /// <summary>Canceled when the timeout has passed or the caller has canceled; use it to read the body.</summary>
    public CancellationToken CancellationToken => throw new NotImplementedException();

    /// <summary>Whether the timeout has passed.</summary>
    public bool IsTimedOut => throw new NotImplementedException();

    /// <summary>The model.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Enter"/> was not called.</exception>
    public HostedModel Model => throw new NotImplementedException();

    /// <summary>Counts bytes that the request holds in memory, as they arrive; they are released when the request is disposed.</summary>
    /// <param name="count">The number of bytes, at least 0.</param>
    /// <exception cref="InferenceRejectedException">As many bytes as allowed are in memory.</exception>
    public void AddBytes(long count) => throw new NotImplementedException();

    /// <summary>Takes places in the queue, and the model.</summary>
    /// <param name="images">The number of images that the request will score, at least 1.</param>
    /// <exception cref="InferenceRejectedException">The queue has not as many places, no model is loaded, the timeout has passed, or the application has
    /// stopped.</exception>
    public void Enter(int images = 1) => throw new NotImplementedException();

    /// <summary>Scores an image. Call <see cref="Enter"/> first.</summary>
    /// <param name="image">The bytes of an image file. They must not change until the task has completed.</param>
    /// <exception cref="InferenceRejectedException">The timeout has passed before the image was processed.</exception>
    /// <exception cref="OperationCanceledException">The request was canceled.</exception>
    public Task<ImagePrediction> PredictAsync(ReadOnlyMemory<byte> image) => throw new NotImplementedException();

    /// <summary>Scores pixels, without preprocessing. Call <see cref="Enter"/> first, with their number of images.</summary>
    /// <param name="pixels">One or more images: NCHW, float32, RGB 0..255, in the input size of the card.</param>
    /// <param name="scores">Receives the probability of each class, image after image.</param>
    /// <exception cref="ArgumentException">The lengths are not those of whole images, or do not match; or a value is NaN or infinity.</exception>
    /// <exception cref="InferenceRejectedException">The timeout has passed before the images were processed.</exception>
    /// <exception cref="OperationCanceledException">The request was canceled.</exception>
    public Task ScorePixelsAsync(ReadOnlyMemory<float> pixels, Memory<float> scores) => throw new NotImplementedException();

    /// <summary>Returns the exception for an operation that <see cref="CancellationToken"/> ended: the rejection if the timeout has passed, else the
    /// cancellation.</summary>
    /// <param name="exception">The exception of the operation.</param>
    public Exception Ended(OperationCanceledException exception) => throw new NotImplementedException();

    /// <summary>Releases the model, the places in the queue and the bytes.</summary>
    public void Dispose() => throw new NotImplementedException();
}
