using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MlNetCnn;

/// <summary>
/// Scores images, in files or in memory, with an MlNetCnn model, faster than ML.NET's loader: with one worker per core.
/// </summary>
/// <remarks>
/// <para>Thread-safe. All calls share the threads of <see cref="ImageClassifierOptions.Workers"/>, which process one image each at a time; the work is
/// done in the order of the calls. <c>Predict</c> blocks the calling thread until its image is done; <c>PredictAsync</c> blocks no thread.</para>
/// <para>Files, bytes and streams go through the same decoder: the same bytes give the same scores, bit by bit, and the same errors. Only
/// traits that depend on the name of a file (<see cref="ImageTraits.WrongExtension"/>) are missing for an image in memory.</para>
/// </remarks>
[SuppressMessage(
    "ApiDesign", "RS0026", Justification = "The overloads of PredictAsync differ in their first parameter; only the token is optional.")]
public sealed class ImageClassifier : IDisposable
{
    private readonly ImageBatchRunner _runner;
    private readonly Func<ImageBatch, ImagePrediction> _readFirst;
    private readonly long _maxBytes;

    private ImageClassifier(
        ImageBatchSession session, ImageInput input, ModelCard card, ImageDecoderOptions decoder, int threads, InferenceWorkers? workers, ImageViews views)
    {
        Card = card;
        ViewCount = views.Count;
        _runner = new ImageBatchRunner(session, GraphEditor.Score, input, decoder, threads, cache: null, views, typeof(ImageClassifier), workers);
        _readFirst = batch => Read(batch, 0);
        _maxBytes = decoder.MaxFileBytes;
    }

    /// <summary>The model card.</summary>
    public ModelCard Card { get; }

    /// <summary>The class names, in the order of the scores.</summary>
    public IReadOnlyList<string> ClassNames => Card.ClassNames;

    /// <summary>The number of views of each image that are scored, 1..10: at most <see cref="ImageClassifierOptions.Views"/>, fewer if mirrored views
    /// are left out.</summary>
    public int ViewCount { get; }

    /// <summary>Loads a model.</summary>
    /// <param name="path">A <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <exception cref="MlNetCnnException">The file is missing, damaged, or not an MlNetCnn model.</exception>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>.</exception>
    public static ImageClassifier Load(string path, ImageClassifierOptions? options = null) => Open(path, options, CancellationToken.None);

    /// <summary>Loads a model on another thread; reading the file can be canceled.</summary>
    /// <param name="path">A <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <param name="cancellationToken">Cancels reading the file.</param>
    /// <exception cref="MlNetCnnException">The file is missing, damaged, or not an MlNetCnn model.</exception>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public static Task<ImageClassifier> LoadAsync(string path, ImageClassifierOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.Run(() => Open(path, options, cancellationToken), cancellationToken);

    private static ImageClassifier Open(string path, ImageClassifierOptions? options, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        options ??= new ImageClassifierOptions();
        OptionChecks.Validate(options);
        return Open(
            path, options.Threads,
            card => options.Decoder ?? options.DecoderSelector?.Invoke(card) ?? ImageDecoderOptions.Default with { Background = card.Background },
            options.Views, workers: options.Workers, provider: options.ExecutionProvider, cancellationToken: cancellationToken);
    }

    /// <summary>Loads a model whose card determines how images are decoded.</summary>
    /// <param name="path">A <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote.</param>
    /// <param name="threads">The number of images processed at the same time; 0 for one per core.</param>
    /// <param name="decoder">Returns the decoder options for a card.</param>
    /// <param name="views">The number of views of each image that are scored.</param>
    /// <param name="card">Replaces the card of the model, or null to keep it.</param>
    /// <param name="workers">The threads, or null for own ones.</param>
    /// <param name="provider">The hardware that runs the network.</param>
    /// <param name="cancellationToken">Cancels reading the file.</param>
    internal static ImageClassifier Open(
        string path, int threads, Func<ModelCard, ImageDecoderOptions> decoder, int views = 1, Func<ModelCard, ModelCard>? card = null,
        InferenceWorkers? workers = null, ExecutionProvider provider = ExecutionProvider.Cpu, CancellationToken cancellationToken = default)
    {
        var (bytes, read) = ModelFile.Read(path, cancellationToken);
        var used = card?.Invoke(read) ?? read;
        var session = new ImageBatchSession(bytes, path, provider);
        try
        {
            var input = used.Input;
            var seen = ImageViews.First(views, input.Width, input.Height, used.KeepsClassesMirrored);
            var scores = session.OutputCount(GraphEditor.Score, input);
            return scores == used.ClassNames.Count
                ? new ImageClassifier(session, input, used, decoder(used), threads, workers, seen)
                : throw ModelCardMetadata.Corrupt(path, $"{used.ClassNames.Count} class names for {scores} scores");
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Scores one image file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The prediction; its <see cref="ImagePrediction.Error"/> gives the reason if the image was rejected.</returns>
    /// <exception cref="ObjectDisposedException">The classifier or its workers were disposed.</exception>
    public ImagePrediction Predict(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return _runner.RunOne(new ImageSource(path), _readFirst);
    }

    /// <summary>Scores one image in memory.</summary>
    /// <param name="image">The bytes of an image file (JPEG, PNG, WebP, BMP or GIF). They must not change during the call.</param>
    /// <returns>The prediction, with an empty path; its <see cref="ImagePrediction.Error"/> gives the reason if the image was rejected.</returns>
    /// <exception cref="ObjectDisposedException">The classifier or its workers were disposed.</exception>
    public ImagePrediction Predict(ReadOnlyMemory<byte> image) => _runner.RunOne(new ImageSource("", image), _readFirst);

    /// <summary>Scores one image from a stream.</summary>
    /// <param name="image">The bytes of an image file, from the current position to the end. At most
    /// <see cref="ImageDecoderOptions.MaxFileBytes"/> and one more are read, on the calling thread. The stream need not be seekable; it is not
    /// disposed.</param>
    /// <returns>The prediction, with an empty path; its <see cref="ImagePrediction.Error"/> gives the reason if the image was rejected.</returns>
    /// <exception cref="ArgumentException">The stream is not readable.</exception>
    /// <exception cref="ObjectDisposedException">The classifier or its workers were disposed.</exception>
    /// <remarks>Exceptions of the stream are not caught.</remarks>
    public ImagePrediction Predict(Stream image)
    {
        CheckReadable(image);
        _runner.ThrowIfDisposed();
        using var bytes = new StreamBytes(_maxBytes);
        return bytes.Read(image) is { } error ? new ImagePrediction(error) : _runner.RunOne(bytes.Image, _readFirst);
    }

    /// <summary>Scores one image file without blocking a thread.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Removes the image from the queue; an image that is being processed is finished.</param>
    /// <returns>The prediction; its <see cref="ImagePrediction.Error"/> gives the reason if the image was rejected.</returns>
    /// <exception cref="ObjectDisposedException">The classifier or its workers were disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public Task<ImagePrediction> PredictAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return _runner.RunOneAsync(new ImageSource(path), _readFirst, cancellationToken);
    }

    /// <summary>Scores one image in memory without blocking a thread.</summary>
    /// <param name="image">The bytes of an image file (JPEG, PNG, WebP, BMP or GIF). They must not change until the task has completed.</param>
    /// <param name="cancellationToken">Removes the image from the queue; an image that is being processed is finished.</param>
    /// <returns>The prediction, with an empty path; its <see cref="ImagePrediction.Error"/> gives the reason if the image was rejected.</returns>
    /// <exception cref="ObjectDisposedException">The classifier or its workers were disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public Task<ImagePrediction> PredictAsync(ReadOnlyMemory<byte> image, CancellationToken cancellationToken = default) =>
        _runner.RunOneAsync(new ImageSource("", image), _readFirst, cancellationToken);

    /// <summary>Scores one image from a stream without blocking a thread.</summary>
    /// <param name="image">The bytes of an image file, from the current position to the end. At most
    /// <see cref="ImageDecoderOptions.MaxFileBytes"/> and one more are read, before the image is added to the queue. The stream need not be
    /// seekable; it is not disposed.</param>
    /// <param name="cancellationToken">Stops reading and removes the image from the queue; an image that is being processed is finished.</param>
    /// <returns>The prediction, with an empty path; its <see cref="ImagePrediction.Error"/> gives the reason if the image was rejected.</returns>
    /// <exception cref="ArgumentException">The stream is not readable.</exception>
    /// <exception cref="ObjectDisposedException">The classifier or its workers were disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <remarks>Exceptions of the stream are not caught.</remarks>
    public Task<ImagePrediction> PredictAsync(Stream image, CancellationToken cancellationToken = default)
    {
        CheckReadable(image);
        return PredictStreamAsync(image, cancellationToken);
    }

    /// <summary>
    /// Scores any number of images. The paths are read on demand and the predictions have their order; an
    /// image that cannot be read becomes a prediction with an error.
    /// </summary>
    /// <param name="paths">The files.</param>
    /// <param name="cancellationToken">Cancels the work: queued images are removed, and each thread stops after its current image.</param>
    /// <exception cref="ObjectDisposedException">The classifier or its workers were disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public IAsyncEnumerable<ImagePrediction> PredictAsync(IEnumerable<string> paths, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return ReadAsync(paths.Select(path => new ImageSource(path)), cancellationToken);
    }

    /// <summary>
    /// Scores any number of images in memory. They are read on demand, about eight per thread ahead, and the predictions have their order; an
    /// image that cannot be decoded becomes a prediction with an error.
    /// </summary>
    /// <param name="images">The bytes of image files (JPEG, PNG, WebP, BMP or GIF). Those of an image must not change until its prediction has been
    /// returned or the enumeration has ended.</param>
    /// <param name="cancellationToken">Cancels the work: queued images are removed, and each thread stops after its current image.</param>
    /// <returns>The predictions, with empty paths.</returns>
    /// <exception cref="ObjectDisposedException">The classifier or its workers were disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public IAsyncEnumerable<ImagePrediction> PredictAsync(IEnumerable<ReadOnlyMemory<byte>> images, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return ReadAsync(images.Select(image => new ImageSource("", image)), cancellationToken);
    }

    /// <summary>Scores labeled images and compares the predictions with their labels.</summary>
    /// <param name="images">The images; those with labels that are not classes of the model count as wrong.</param>
    /// <param name="progress">Receives the progress after each image, or null.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public Task<ModelEvaluation> EvaluateAsync(
        IReadOnlyList<LabeledImage> images, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        return ModelEvaluation.RunAsync(this, images, progress, cancellationToken);
    }

    /// <summary>
    /// Scores pixels that are already in memory, without preprocessing: <see cref="ImageClassifierOptions.Views"/> is ignored. Blocks the calling
    /// thread until they are done.
    /// </summary>
    /// <param name="pixels">One or more images: NCHW, float32, RGB 0..255, in the input size of <see cref="Card"/>.</param>
    /// <param name="scores">Receives the probability of each class, image after image.</param>
    /// <exception cref="ArgumentException">The lengths are not those of whole images, or do not match; or a value is NaN or infinity.</exception>
    /// <exception cref="ObjectDisposedException">The classifier or its workers were disposed.</exception>
    public void ScorePixels(ReadOnlySpan<float> pixels, Span<float> scores)
    {
        var pixelLength = 3 * Card.InputWidth * Card.InputHeight;
        var count = pixels.Length / pixelLength;
        if (count == 0 || pixels.Length % pixelLength != 0)
        {
            throw new ArgumentException($"expected a multiple of {pixelLength} values, received {pixels.Length}", nameof(pixels));
        }

        if (scores.Length != count * ClassNames.Count)
        {
            throw new ArgumentException($"expected room for {count * ClassNames.Count} values, received {scores.Length}", nameof(scores));
        }

        if (pixels.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
        {
            throw new ArgumentException("expected finite values, received NaN or infinity", nameof(pixels));
        }

        _runner.RunPixels(pixels, scores);
    }

    /// <summary>Waits for the images that are being processed; calls in the queue, later calls, and enumerations that are not finished throw an
    /// <see cref="ObjectDisposedException"/>. <see cref="ImageClassifierOptions.Workers"/> are not disposed.</summary>
    public void Dispose() => _runner.Dispose();

    private static void CheckReadable(Stream image)
    {
        ArgumentNullException.ThrowIfNull(image);
        if (!image.CanRead)
        {
            throw new ArgumentException("expected a readable stream", nameof(image));
        }
    }

    private async Task<ImagePrediction> PredictStreamAsync(Stream image, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _runner.ThrowIfDisposed();
        using var bytes = new StreamBytes(_maxBytes);
        return await bytes.ReadAsync(image, cancellationToken).ConfigureAwait(false) is { } error
            ? new ImagePrediction(error)
            : await _runner.RunOneAsync(bytes.Image, _readFirst, cancellationToken).ConfigureAwait(false);
    }

    private async IAsyncEnumerable<ImagePrediction> ReadAsync(
        IEnumerable<ImageSource> images, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var batch in _runner.RunAsync(images, cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                yield return Read(batch, i);
            }
        }
    }

    private ImagePrediction Read(ImageBatch batch, int index) =>
        batch.Error(index) is { } error
            ? new ImagePrediction(error)
            : new ImagePrediction(batch.Path(index), ClassNames, batch.Output(index).ToArray(), batch.Traits(index));
}
