using System.Diagnostics.CodeAnalysis;

namespace MlNetCnn.Hosting;

/// <summary>
/// A named classifier whose model can be replaced while it scores. Inject it as a keyed service, <c>[FromKeyedServices("flowers")] IHostedClassifier</c>,
/// or, without a name, as <c>IHostedClassifier</c>.
/// </summary>
/// <remarks>Implementations are thread-safe.</remarks>
[SuppressMessage(
    "ApiDesign", "RS0026", Justification = "The overloads of PredictAsync differ in their first parameter; only the token is optional.")]
public interface IHostedClassifier
{
    /// <summary>The name; empty for the unnamed classifier.</summary>
    string Name { get; }

    /// <summary>The options.</summary>
    HostedModelOptions Options { get; }

    /// <summary>The model that new requests are scored with, or null if none is loaded.</summary>
    HostedModel? Model { get; }

    /// <summary>Whether as many images as allowed are waiting or being processed, so that a request would be rejected now.</summary>
    bool IsQueueFull { get; }

    /// <summary>Why the last load or reload failed, or null if it succeeded.</summary>
    Exception? LoadError { get; }

    /// <summary>Raised after a model has been loaded or replaced, on the thread that loaded it.</summary>
    event EventHandler<HostedModelChangedEventArgs>? Changed;

    /// <summary>
    /// Begins a request: checks that it can be accepted now, and starts its timeout. Use this to reject a request before its body is read;
    /// <see cref="PredictAsync(ReadOnlyMemory{byte}, CancellationToken)"/> does all of it.
    /// </summary>
    /// <param name="timeout">The time after which the request is rejected, or null; <see cref="InferenceOptions.RequestTimeout"/> applies if it is
    /// shorter.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The request; dispose it.</returns>
    /// <exception cref="InferenceRejectedException">No model is loaded, the queue is full, or the application has stopped.</exception>
    InferenceRequest BeginRequest(TimeSpan? timeout = null, CancellationToken cancellationToken = default);

    /// <summary>Scores an image in memory.</summary>
    /// <param name="image">The bytes of an image file (JPEG, PNG, WebP, BMP or GIF). They must not change until the task has completed.</param>
    /// <param name="cancellationToken">Removes the image from the queue; an image that is being processed is finished.</param>
    /// <exception cref="InferenceRejectedException">No model is loaded, the queue is full, the timeout has passed, or the application has
    /// stopped.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    Task<HostedPrediction> PredictAsync(ReadOnlyMemory<byte> image, CancellationToken cancellationToken = default);

    /// <summary>Scores an image from a stream.</summary>
    /// <param name="image">The bytes of an image file, from the current position to the end; not disposed.</param>
    /// <param name="cancellationToken">Removes the image from the queue; an image that is being processed is finished.</param>
    /// <exception cref="InferenceRejectedException">No model is loaded, the queue is full, the timeout has passed, or the application has
    /// stopped.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    Task<HostedPrediction> PredictAsync(Stream image, CancellationToken cancellationToken = default);

    /// <summary>Scores an image file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Removes the image from the queue; an image that is being processed is finished.</param>
    /// <exception cref="InferenceRejectedException">No model is loaded, the queue is full, the timeout has passed, or the application has
    /// stopped.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    Task<HostedPrediction> PredictAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>Loads the file again if its content has changed. Requests meanwhile are scored with the old model.</summary>
    /// <param name="cancellationToken">Cancels the reload.</param>
    /// <returns>Whether the model was replaced, and if not, why.</returns>
    Task<ReloadResult> ReloadAsync(CancellationToken cancellationToken = default);
}
