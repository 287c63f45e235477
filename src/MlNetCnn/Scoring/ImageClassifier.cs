using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace MlNetCnn;

/// <summary>
/// Scores images, in files or in memory, with an MlNetCnn model, faster than ML.NET's loader: with one worker per core.
/// </summary>
/// <remarks>
/// <para>Thread-safe. All calls share the threads of <see cref="ImageClassifierOptions.Workers"/>, which process one image each at a time, or
/// one batch (<see cref="ImageClassifierOptions.MaxBatchSize"/>); the work is done in the order of the calls. <c>Predict</c> blocks the calling
/// thread until its image is done; <c>PredictAsync</c> blocks no thread.</para>
/// <para>Files, bytes and streams go through the same decoder: the same bytes give the same scores, bit by bit, and the same errors. Only
/// traits that depend on the name of a file (<see cref="ImageTraits.WrongExtension"/>) are missing for an image in memory.</para>
/// </remarks>
[SuppressMessage(
    "ApiDesign", "RS0026", Justification = "The overloads differ in their first parameter; only the last one is optional.")]
public sealed class ImageClassifier : IDisposable
{
    private readonly ImageBatchRunner _runner;
    private readonly Func<PendingImage, ImagePrediction> _read;
    private readonly long _maxBytes;

    private ImageClassifier(ImageBatchSession session, ModelCard card, ImageClassifierOptions options)
    {
        Card = card;
        var input = card.Input;
        var views = ImageViews.First(options.Views, input.Width, input.Height, card.KeepsClassesMirrored);
        var decoder = options.Decoder ?? options.DecoderSelector?.Invoke(card) ?? ImageDecoderOptions.Default with { Background = card.Background };
        ViewCount = views.Count;
        _runner = new ImageBatchRunner(
            session, GraphEditor.Score, input, decoder, options.Threads, cache: null, views, typeof(ImageClassifier), options.Workers, options.MaxBatchSize);
        _read = Read;
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

    /// <summary>Loads a model from memory.</summary>
    /// <param name="model">The bytes of a <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote; they decide which of both it is. They must not change during
    /// the call.</param>
    /// <param name="name">The name of the model in messages, such as the path that the bytes were read from.</param>
    /// <param name="options">The options, or null for the defaults.</param>
    /// <exception cref="MlNetCnnException">The bytes are damaged, or not those of an MlNetCnn model.</exception>
    /// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>.</exception>
    public static ImageClassifier Load(ReadOnlyMemory<byte> model, string name, ImageClassifierOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var valid = Valid(options);
        return Open(ModelFile.Read(model, name), name, valid);
    }

    /// <summary>Creates a classifier of a model that has been read.</summary>
    /// <param name="model">The model.</param>
    /// <param name="name">Its name in messages.</param>
    /// <param name="options">Valid options.</param>
    internal static ImageClassifier Open(ModelFile model, string name, ImageClassifierOptions options)
    {
        var (bytes, card) = model;
        var session = new ImageBatchSession(bytes, name, options.ExecutionProvider);
        try
        {
            var scores = session.OutputCount(GraphEditor.Score, card.Input);
            return scores == card.ClassNames.Count
                ? new ImageClassifier(session, card, options)
                : throw ModelCardMetadata.Corrupt(name, $"{card.ClassNames.Count} class names for {scores} scores");
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    private static ImageClassifier Open(string path, ImageClassifierOptions? options, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var valid = Valid(options);
        return Open(ModelFile.Read(path, cancellationToken), path, valid);
    }

    private static ImageClassifierOptions Valid(ImageClassifierOptions? options)
    {
        options ??= new ImageClassifierOptions();
        OptionChecks.Validate(options);
        return options;
    }

    /// <summary>Scores one image file.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The prediction; its <see cref="ImagePrediction.Error"/> gives the reason if the image was rejected.</returns>
    /// <exception cref="ObjectDisposedException">The classifier or its workers were disposed.</exception>
    public ImagePrediction Predict(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Read(_runner.RunOne(new ImageSource(path)));
    }

    /// <summary>Scores one image in memory.</summary>
    /// <param name="image">The bytes of an image file (JPEG, PNG, WebP, BMP or GIF). They must not change during the call.</param>
    /// <returns>The prediction, with an empty path; its <see cref="ImagePrediction.Error"/> gives the reason if the image was rejected.</returns>
    /// <exception cref="ObjectDisposedException">The classifier or its workers were disposed.</exception>
    public ImagePrediction Predict(ReadOnlyMemory<byte> image) => Read(_runner.RunOne(new ImageSource("", image)));

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
        return bytes.Read(image) is { } error ? new ImagePrediction(error) : Read(_runner.RunOne(bytes.Image));
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
        return _runner.RunOneAsync(new ImageSource(path), _read, cancellationToken);
    }

    /// <summary>Scores one image in memory without blocking a thread.</summary>
    /// <param name="image">The bytes of an image file (JPEG, PNG, WebP, BMP or GIF). They must not change until the task has completed.</param>
    /// <param name="cancellationToken">Removes the image from the queue; an image that is being processed is finished.</param>
    /// <returns>The prediction, with an empty path; its <see cref="ImagePrediction.Error"/> gives the reason if the image was rejected.</returns>
    /// <exception cref="ObjectDisposedException">The classifier or its workers were disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public Task<ImagePrediction> PredictAsync(ReadOnlyMemory<byte> image, CancellationToken cancellationToken = default) =>
        _runner.RunOneAsync(new ImageSource("", image), _read, cancellationToken);

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
        CheckPixels(pixels, scores.Length);
        _runner.RunPixels(pixels, scores);
    }

    /// <summary>
    /// Scores pixels that are already in memory, without preprocessing and without blocking a thread: <see cref="ImageClassifierOptions.Views"/> is
    /// ignored.
    /// </summary>
    /// <param name="pixels">One or more images: NCHW, float32, RGB 0..255, in the input size of <see cref="Card"/>. They must not change until the task
    /// has completed.</param>
    /// <param name="scores">Receives the probability of each class, image after image; undefined until the task has completed, and if it fails.</param>
    /// <param name="cancellationToken">Cancels the work: queued images are removed, and each thread stops after its current image.</param>
    /// <exception cref="ArgumentException">The lengths are not those of whole images, or do not match; or a value is NaN or infinity.</exception>
    /// <exception cref="ObjectDisposedException">The classifier or its workers were disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    /// <remarks>Up to four images take a turn on the workers together.</remarks>
    public Task ScorePixelsAsync(ReadOnlyMemory<float> pixels, Memory<float> scores, CancellationToken cancellationToken = default)
    {
        CheckPixels(pixels.Span, scores.Length);
        return _runner.RunPixelsAsync(pixels, scores, cancellationToken);
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

    private void CheckPixels(ReadOnlySpan<float> pixels, int scoreCount)
    {
        var pixelLength = _runner.PixelValueCount;
        var count = pixels.Length / pixelLength;
        if (count == 0 || pixels.Length % pixelLength != 0)
        {
            throw new ArgumentException($"expected a multiple of {pixelLength} values, received {pixels.Length}", nameof(pixels));
        }

        if (scoreCount != count * ClassNames.Count)
        {
            throw new ArgumentException($"expected room for {count * ClassNames.Count} values, received {scoreCount}", "scores");
        }

        if (pixels.ContainsAnyExceptInRange(float.MinValue, float.MaxValue))
        {
            throw new ArgumentException("expected finite values, received NaN or infinity", nameof(pixels));
        }
    }

    private async Task<ImagePrediction> PredictStreamAsync(Stream image, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        _runner.ThrowIfDisposed();
        using var bytes = new StreamBytes(_maxBytes);
        return await bytes.ReadAsync(image, cancellationToken).ConfigureAwait(false) is { } error
            ? new ImagePrediction(error)
            : await _runner.RunOneAsync(bytes.Image, _read, cancellationToken).ConfigureAwait(false);
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
            ? new ImagePrediction(error, batch.Timings(index))
            : new ImagePrediction(batch.Path(index), ClassNames, batch.Output(index).ToArray(), batch.Traits(index), batch.Timings(index));

    private ImagePrediction Read(PendingImage image) =>
        image.Error is { } error
            ? new ImagePrediction(error, image.Timings)
            : new ImagePrediction(image.Source.Path, ClassNames, image.Output, image.Traits, image.Timings);
}
