using System.Collections.Concurrent;

namespace MlNetCnn.Diagnostics;

/// <summary>
/// Writes a copy of every image of a dataset that MlNetCnn and a plain ML.NET application decode to the same pixels: EXIF orientation is
/// applied, transparency is filled with the background, no side is longer than requested, and no image has 2 megapixels or more (MlNetCnn
/// decodes those scaled).
/// </summary>
/// <remarks>
/// The copies are written to class folders, inside <c>train</c>, <c>val</c> and <c>test</c> if the images have splits. An image that needs no
/// change is copied byte for byte. Each copy is written atomically; a copy that is newer than its image is kept, so a run that was
/// interrupted continues where it stopped. The images themselves are only read. Color profiles are not included in changed copies.
/// If the images have groups, <c>photos.csv</c> next to the copies lists them, because folders cannot.
/// Thread-safe; runs at the same time need output folders of their own.
/// </remarks>
/// <param name="options">The options, or null for the defaults.</param>
/// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>.</exception>
public sealed class ImageNormalizer(ImageNormalizerOptions? options = null)
{
    private readonly ImageNormalizerOptions _options = Checked(options ?? new ImageNormalizerOptions());

    /// <summary>Copies the images of a dataset.</summary>
    /// <param name="images">The images.</param>
    /// <param name="output">The folder for the copies; created if it is missing.</param>
    /// <param name="progress">Receives a report after each image, or null.</param>
    /// <param name="cancellationToken">Cancels the work; copies written so far remain.</param>
    /// <returns>The numbers of copies and the errors.</returns>
    /// <exception cref="MlNetCnnException">The folder cannot be written to, or a copy would replace an image of the dataset or be added to it.</exception>
    /// <exception cref="OperationCanceledException">The operation was canceled.</exception>
    public async Task<ImageNormalizerResult> NormalizeAsync(
        ImageDataset images, string output, IProgress<TrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(images);
        ArgumentException.ThrowIfNullOrEmpty(output);
        var targets = NormalizedPaths.Of(images, output, _options.Format);
        var errors = new ImageError?[images.Count];
        var (done, kept) = (0, 0);
        using var writers = new IdleWriters(_options);
        progress?.Report(new TrainingProgress("normalize", 0, images.Count, "images"));
        var parallel = new ParallelOptions
        {
            CancellationToken = cancellationToken,
            MaxDegreeOfParallelism = MachineResources.Threads(_options.Threads),
        };
        await Parallel.ForAsync(
            0,
            images.Count,
            parallel,
            (i, _) =>
            {
                if (IsUpToDate(images[i].Path, targets[i]))
                {
                    Interlocked.Increment(ref kept);
                }
                else
                {
                    errors[i] = writers.Use(writer => writer.Write(images[i].Path, targets[i]));
                }

                progress?.Report(new TrainingProgress("normalize", Interlocked.Increment(ref done), images.Count, "images"));
                return ValueTask.CompletedTask;
            }).ConfigureAwait(false);
        NormalizedTable.Write(images, output, targets, errors);
        ImageError[] found = [.. errors.OfType<ImageError>()];
        return new ImageNormalizerResult(images.Count - kept - found.Length, kept, found);
    }

    private static ImageNormalizerOptions Checked(ImageNormalizerOptions options)
    {
        OptionChecks.Validate(options);
        return options;
    }

    /// <summary>Whether the copy exists and is not older than the image. An image whose time cannot be read is reported when it is read.</summary>
    private static bool IsUpToDate(string source, string target) =>
        File.Exists(target) && File.Exists(source) && File.GetLastWriteTimeUtc(target) >= File.GetLastWriteTimeUtc(source);

    /// <summary>Pools writers, one per worker.</summary>
    private sealed class IdleWriters(ImageNormalizerOptions options) : IDisposable
    {
        private readonly ConcurrentBag<NormalizedImageWriter> _idle = [];

        public ImageError? Use(Func<NormalizedImageWriter, ImageError?> use)
        {
            if (!_idle.TryTake(out var writer))
            {
                writer = new NormalizedImageWriter(options);
            }

            try
            {
                return use(writer);
            }
            finally
            {
                _idle.Add(writer);
            }
        }

        public void Dispose()
        {
            while (_idle.TryTake(out var writer))
            {
                writer.Dispose();
            }
        }
    }
}
