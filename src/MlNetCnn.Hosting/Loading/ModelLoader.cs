using MlNetCnn.Imaging;
using SkiaSharp;

namespace MlNetCnn.Hosting.Loading;

/// <summary>Loads a model from the bytes of its file, checks it, and scores an image on every thread, so that the first request is not slower.</summary>
internal static class ModelLoader
{
    /// <summary>Loads a model.</summary>
    /// <param name="bytes">The content of the file.</param>
    /// <param name="settings">What to load it with.</param>
    /// <param name="workers">The threads.</param>
    /// <param name="cancellationToken">Cancels the warm-up.</param>
    /// <returns>A classifier that has scored an image on each thread.</returns>
    /// <exception cref="MlNetCnnException">The file is not a valid model.</exception>
    public static async Task<ImageClassifier> LoadAsync(
        byte[] bytes, LoadSettings settings, InferenceWorkers workers, CancellationToken cancellationToken)
    {
        var classifier = ImageClassifier.Load(bytes, settings.Path, new ImageClassifierOptions
        {
            Workers = workers,
            Views = settings.Views,
            MaxBatchSize = settings.MaxBatchSize,
            ExecutionProvider = settings.ExecutionProvider,
            DecoderSelector = card => ImageDecoderOptions.Default with
            {
                Background = card.Background,
                MaxFileBytes = settings.MaxImageBytes,
                MaxPixels = settings.MaxImagePixels,
            },
        });
        try
        {
            await WarmUpAsync(classifier, workers.Threads, cancellationToken).ConfigureAwait(false);
            return classifier;
        }
        catch
        {
            classifier.Dispose();
            throw;
        }
    }

    private static async Task WarmUpAsync(ImageClassifier classifier, int threads, CancellationToken cancellationToken)
    {
        var image = Encode(classifier.Card.InputWidth, classifier.Card.InputHeight);

        // As many at a time as there are threads, so that each makes its buffers.
        var predictions = await Task.WhenAll(
            Enumerable.Range(0, threads).Select(_ => classifier.PredictAsync(image, cancellationToken))).ConfigureAwait(false);
        if (predictions.FirstOrDefault(prediction => prediction.Error is not null || prediction.Scores.Any(score => !float.IsFinite(score))) is { } failed)
        {
            throw new MlNetCnnException(
                ErrorKind.Model, ErrorCodes.ModelNotRunnable, "the model does not score the image that warms it up", "probabilities",
                failed.Error?.Reason ?? "NaN or infinity", "train the model again");
        }
    }

    private static byte[] Encode(int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                bitmap.SetPixel(x, y, new SKColor((byte)(x * 7), (byte)(y * 5), (byte)(x + y)));
            }
        }

        using var data = bitmap.Encode(SKEncodedImageFormat.Jpeg, 90);
        return data.ToArray();
    }
}
