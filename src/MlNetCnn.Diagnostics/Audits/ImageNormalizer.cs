using System.Collections.Concurrent;

namespace MlNetCnn.Diagnostics;

/// <summary>
/// Writes a copy of every picture of a set that MlNetCnn and a stock ML.NET application see alike, to the pixel: upright, on the
/// background, no side longer than asked for, no picture of 2 megapixels or more (those MlNetCnn decodes scaled).
/// </summary>
/// <remarks>
/// The copies lie in class folders, below <c>train</c>, <c>val</c> and <c>test</c> where the pictures have parts. A picture that needs no
/// change is copied byte for byte. Each copy appears whole or not at all; one that is newer than its picture is kept, so a run
/// that was stopped goes on where it was. The pictures themselves are only read. Colour profiles are not carried over to changed copies.
/// Where the pictures have groups, <c>photos.csv</c> beside the copies names them, for folders cannot.
/// Thread-safe; runs at the same time need output folders of their own.
/// </remarks>
/// <param name="options">How to copy, or null for the defaults.</param>
/// <exception cref="MlNetCnnException"><c>OPTION_OUT_OF_RANGE</c>.</exception>
public sealed class ImageNormalizer(ImageNormalizerOptions? options = null)
{
    private readonly ImageNormalizerOptions _options = Checked(options ?? new ImageNormalizerOptions());

    /// <summary>Copies the pictures of a set.</summary>
    /// <param name="images">The pictures.</param>
    /// <param name="output">The folder for the copies; made where it is missing.</param>
    /// <param name="progress">Told after each picture, or null.</param>
    /// <param name="cancellationToken">Stops the work; the copies written so far stay.</param>
    /// <returns>What was done.</returns>
    /// <exception cref="MlNetCnnException">The folder cannot be written to, or a copy would replace a picture of the set or be added to it.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
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

    /// <summary>Whether the copy is there and not older than the picture. A picture that cannot be asked for its time shows when it is read.</summary>
    private static bool IsUpToDate(string source, string target) =>
        File.Exists(target) && File.Exists(source) && File.GetLastWriteTimeUtc(target) >= File.GetLastWriteTimeUtc(source);

    /// <summary>A writer for each worker, used again.</summary>
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
