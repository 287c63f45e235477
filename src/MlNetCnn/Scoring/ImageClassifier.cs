using System.Runtime.CompilerServices;

namespace MlNetCnn;

/// <summary>
/// Scores image files with an MlNetCnn model, faster than ML.NET's loader: in batches, with one worker per core. It is safe for use
/// by several threads at once.
/// </summary>
public sealed class ImageClassifier : IDisposable
{
    private readonly ImageBatchRunner _runner;

    private ImageClassifier(
        ImageBatchSession session, ImageInput input, ModelCard card, ImageDecoderOptions decoder, int threads, ImageViews views)
    {
        Card = card;
        ViewCount = views.Count;
        _runner = new ImageBatchRunner(session, GraphEditor.Score, input, decoder, threads, cache: null, views, typeof(ImageClassifier));
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
            options.Views, cancellationToken: cancellationToken);
    }

    /// <summary>Loads a model whose card determines how images are decoded.</summary>
    /// <param name="path">A <c>.zip</c> or <c>.onnx</c> that MlNetCnn wrote.</param>
    /// <param name="threads">The number of images processed at the same time; 0 for one per core.</param>
    /// <param name="decoder">Returns the decoder options for a card.</param>
    /// <param name="views">The number of views of each image that are scored.</param>
    /// <param name="card">Replaces the card of the model, or null to keep it.</param>
    /// <param name="cancellationToken">Cancels reading the file.</param>
    internal static ImageClassifier Open(
        string path, int threads, Func<ModelCard, ImageDecoderOptions> decoder, int views = 1, Func<ModelCard, ModelCard>? card = null,
        CancellationToken cancellationToken = default)
    {
        var (bytes, read) = ModelFile.Read(path, cancellationToken);
        var used = card?.Invoke(read) ?? read;
        var session = new ImageBatchSession(bytes, path);
        try
        {
            var input = used.Input;
            var seen = ImageViews.First(views, input.Width, input.Height, used.KeepsClassesMirrored);
            var scores = session.OutputCount(GraphEditor.Score, input);
            return scores == used.ClassNames.Count
                ? new ImageClassifier(session, input, used, decoder(used), threads, seen)
                : throw ModelCardMetadata.Corrupt(path, $"{used.ClassNames.Count} class names for {scores} scores");
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    /// <summary>Scores one image on the calling thread.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The prediction; its <see cref="ImagePrediction.Error"/> gives the reason if the image was rejected.</returns>
    public ImagePrediction Predict(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return _runner.RunOne(path, batch => Read(batch, 0));
    }

    /// <summary>
    /// Scores any number of images. The paths are read on demand and the predictions have their order; an
    /// image that cannot be read becomes a prediction with an error.
    /// </summary>
    /// <param name="paths">The files.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    public async IAsyncEnumerable<ImagePrediction> PredictAsync(
        IEnumerable<string> paths, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        await foreach (var batch in _runner.RunAsync(paths, cancellationToken).ConfigureAwait(false))
        {
            for (var i = 0; i < batch.Count; i++)
            {
                yield return Read(batch, i);
            }
        }
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
    /// Scores pixels that are already in memory, on the calling thread and without preprocessing: <see cref="ImageClassifierOptions.Views"/> is
    /// ignored.
    /// </summary>
    /// <param name="pixels">One or more images: NCHW, float32, RGB 0..255, in the input size of <see cref="Card"/>.</param>
    /// <param name="scores">Receives the probability of each class, image after image.</param>
    /// <exception cref="ArgumentException">The lengths are not those of whole images, or do not match; or a value is NaN or infinity.</exception>
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

    /// <summary>Waits for the running calls; later calls, and enumerations that are not finished, throw an
    /// <see cref="ObjectDisposedException"/>.</summary>
    public void Dispose() => _runner.Dispose();

    private ImagePrediction Read(ImageBatch batch, int index) =>
        batch.Error(index) is { } error
            ? new ImagePrediction(error)
            : new ImagePrediction(batch.Path(index), ClassNames, batch.Output(index).ToArray(), batch.Traits(index));
}
