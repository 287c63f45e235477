using System.Diagnostics;
using MlNetCnn.Hosting.Loading;
using MlNetCnn.Hosting.Requests;

namespace MlNetCnn.Hosting;

/// <summary>
/// One request to a classifier, from its arrival to its answer: the bytes it holds, its places in the queue, its model and its timeout. All images of a
/// request are scored with the same model.
/// </summary>
/// <remarks>Not thread-safe, except <see cref="PredictAsync(ReadOnlyMemory{byte})"/>, which can be called for several images at a time.</remarks>
public sealed class InferenceRequest : IDisposable
{
    private readonly HostedClassifier _classifier;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _end;
    private readonly TimeProvider _time;
    private readonly long _started;
    private TimeSpan _timeout;
    private readonly CancellationTokenRegistration _registration;
    private LoadedModel? _model;
    private long _bytes;
    private int _places;
    private bool _isDisposed;

    internal InferenceRequest(HostedClassifier classifier, TimeSpan timeout, CancellationToken cancellationToken)
    {
        _classifier = classifier;
        _caller = cancellationToken;
        _time = classifier.Resources.Time;
        _started = _time.GetTimestamp();
        _timeout = timeout;
        _end = new CancellationTokenSource(timeout, _time);
        _registration = cancellationToken.UnsafeRegister(static end => ((CancellationTokenSource)end!).Cancel(), _end);
        CancellationToken = _end.Token;
    }

    /// <summary>Canceled when the timeout has passed or the caller has canceled; use it to read the body.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>Whether the timeout has passed.</summary>
    public bool IsTimedOut => CancellationToken.IsCancellationRequested && !_caller.IsCancellationRequested;

    /// <summary>The model.</summary>
    /// <exception cref="InvalidOperationException"><see cref="Enter"/> was not called.</exception>
    public HostedModel Model => Loaded.Info;

    private LoadedModel Loaded => _model ?? throw new InvalidOperationException("the request has no place in the queue; call Enter first");

    /// <summary>Shortens the timeout, for a request whose body says how long it may take.</summary>
    /// <param name="timeout">The time from the beginning of the request, above 0; a longer one than the present has no effect.</param>
    public void ShortenTimeout(TimeSpan timeout)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (timeout < _timeout)
        {
            _timeout = timeout;
            var rest = timeout - _time.GetElapsedTime(_started);
            if (rest > TimeSpan.Zero)
            {
                _end.CancelAfter(rest);
            }
            else
            {
                _end.Cancel();
            }
        }
    }

    /// <summary>Counts bytes that the request holds in memory, as they arrive; they are released when the request is disposed.</summary>
    /// <param name="count">The number of bytes, at least 0.</param>
    /// <exception cref="InferenceRejectedException">As many bytes as allowed are in memory.</exception>
    public void AddBytes(long count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (!_classifier.Resources.Bytes.TryTake(count))
        {
            throw _classifier.Reject(RejectionReason.MemoryFull);
        }

        _bytes += count;
    }

    /// <summary>Takes places in the queue, and the model.</summary>
    /// <param name="images">The number of images that the request will score, at least 1. More than
    /// <see cref="HostedModelOptions.QueueCapacity"/> are accepted only while no other image is waiting.</param>
    /// <exception cref="InferenceRejectedException">The queue has not as many places, no model is loaded, the timeout has passed, or the application has
    /// stopped.</exception>
    /// <exception cref="OperationCanceledException">The request was canceled.</exception>
    public void Enter(int images = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(images, 1);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        if (_model is not null)
        {
            throw new InvalidOperationException("the request has its places in the queue");
        }

        if (CancellationToken.IsCancellationRequested)
        {
            throw Ended(new OperationCanceledException(CancellationToken));
        }

        _model = _classifier.Enter(images);
        _places = images;
    }

    /// <summary>Scores an image. Call <see cref="Enter"/> first.</summary>
    /// <param name="image">The bytes of an image file. They must not change until the task has completed.</param>
    /// <exception cref="InferenceRejectedException">The timeout has passed before the image was processed.</exception>
    /// <exception cref="OperationCanceledException">The request was canceled.</exception>
    public Task<ImagePrediction> PredictAsync(ReadOnlyMemory<byte> image) => PredictAsync(image, null);

    /// <summary>Scores pixels, without preprocessing. Call <see cref="Enter"/> first, with their number of images.</summary>
    /// <param name="pixels">One or more images: NCHW, float32, RGB 0..255, in the input size of the card.</param>
    /// <param name="scores">Receives the probability of each class, image after image.</param>
    /// <exception cref="ArgumentException">The lengths are not those of whole images, or do not match; or a value is NaN or infinity.</exception>
    /// <exception cref="InferenceRejectedException">The timeout has passed before the images were processed.</exception>
    /// <exception cref="OperationCanceledException">The request was canceled.</exception>
    public async Task ScorePixelsAsync(ReadOnlyMemory<float> pixels, Memory<float> scores)
    {
        var images = scores.Length / Loaded.Classifier.ClassNames.Count;
        try
        {
            await Loaded.Classifier.ScorePixelsAsync(pixels, scores, CancellationToken).ConfigureAwait(false);
            _classifier.Resources.Meters.Pixels(_classifier.Name, images);
        }
        catch (OperationCanceledException exception)
        {
            throw Ended(exception);
        }
        finally
        {
            LeavePlaces(images);
        }
    }

    /// <summary>Returns the exception for an operation that <see cref="CancellationToken"/> ended: the rejection if the timeout has passed, else the
    /// cancellation.</summary>
    /// <param name="exception">The exception of the operation.</param>
    public Exception Ended(OperationCanceledException exception)
    {
        if (IsTimedOut)
        {
            return _classifier.Reject(RejectionReason.Timeout);
        }

        if (_caller.IsCancellationRequested)
        {
            _classifier.Resources.Meters.Rejected(_classifier.Name, "canceled");
            return new OperationCanceledException(exception.Message, exception, _caller);
        }

        return exception;
    }

    /// <summary>Releases the model, the places in the queue and the bytes.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }

        _isDisposed = true;
        LeavePlaces(int.MaxValue);
        _model?.Release();
        _classifier.Resources.Bytes.Release(_bytes);
        _registration.Dispose();
        _end.Dispose();
    }

    internal Task<ImagePrediction> PredictAsync(string path) => PredictAsync(default, path);

    private async Task<ImagePrediction> PredictAsync(ReadOnlyMemory<byte> image, string? path)
    {
        var classifier = Loaded.Classifier;
        using var activity = _classifier.Resources.Meters.Activities.StartActivity("mlnetcnn.classify");
        activity?.SetTag("mlnetcnn.model.name", _classifier.Name).SetTag("mlnetcnn.model.version", Model.Version);
        try
        {
            var work = path is null ? classifier.PredictAsync(image, CancellationToken) : classifier.PredictAsync(path, CancellationToken);
            var prediction = await work.ConfigureAwait(false);
            if (prediction.Error is { } error)
            {
                activity?.SetTag("error.type", error.Code).SetStatus(ActivityStatusCode.Error);
            }

            _classifier.Completed(image, prediction, Model);
            return prediction;
        }
        catch (OperationCanceledException exception)
        {
            throw Ended(exception);
        }
        finally
        {
            LeavePlaces(1);
        }
    }

    private void LeavePlaces(int count)
    {
        var places = Volatile.Read(ref _places);
        while (true)
        {
            var left = Math.Max(0, places - count);
            var seen = Interlocked.CompareExchange(ref _places, left, places);
            if (seen == places)
            {
                _classifier.Leave(places - left);
                return;
            }

            places = seen;
        }
    }
}
