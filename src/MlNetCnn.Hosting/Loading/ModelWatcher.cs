using Microsoft.Extensions.Logging;
using MlNetCnn.Hosting.Monitoring;

namespace MlNetCnn.Hosting.Loading;

/// <summary>What is known about the file of a classifier.</summary>
internal sealed class WatchState
{
    /// <summary>The stamp of the file whose content was loaded or rejected last.</summary>
    public FileStamp Loaded { get; set; } = FileStamp.Missing;

    /// <summary>The stamp at the last look.</summary>
    public FileStamp Last { get; set; } = FileStamp.Missing;

    /// <summary>The number of looks since the content was last compared.</summary>
    public int Looks { get; set; }
}

/// <summary>
/// Looks at the files of watched models at an interval, and loads those again that have changed and are no longer being written.
/// </summary>
/// <remarks>
/// Events of the file system are not used: a file that is replaced by renaming raises no Changed, a ConfigMap that is switched, or the target of a
/// symbolic link that is written, raises none at all, and containers have few of them to give. A look costs one open file.
/// </remarks>
internal sealed class ModelWatcher(ImageClassifierPool pool, ILogger logger)
{
    // Another look soon after a change shows whether the file is still being written.
    private static readonly TimeSpan _settleInterval = TimeSpan.FromMilliseconds(200);

    // The length and the time of a file can both stay the same; the content is compared at every so many looks, unless it is huge.
    private const int LooksPerComparison = 30;
    private const long MaxComparedBytes = 256L * 1024 * 1024;

    /// <summary>Looks until it is canceled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var isSettling = false;
                foreach (var classifier in pool.Hosted)
                {
                    isSettling |= await LookAsync(classifier, cancellationToken).ConfigureAwait(false);
                }

                var interval = pool.Options.PollInterval;
                await pool.WaitAsync(isSettling && interval > _settleInterval ? _settleInterval : interval, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application stops.
        }
    }

    /// <summary>Looks at a file.</summary>
    /// <returns>Whether it has changed and another look shows whether it is complete.</returns>
    private async Task<bool> LookAsync(HostedClassifier classifier, CancellationToken cancellationToken)
    {
        try
        {
            var settings = LoadSettings.From(classifier.Name, classifier.Options);
            if (classifier.Current is { } current && current.Settings != settings)
            {
                await classifier.ReloadAsync(cancellationToken).ConfigureAwait(false);
                return false;
            }

            if (!classifier.Options.WatchForChanges)
            {
                return false;
            }

            var watch = classifier.Watch;
            var stamp = FileStamp.Read(settings.Path);
            var isStable = stamp == watch.Last;
            watch.Last = stamp;
            if (stamp == FileStamp.Missing)
            {
                // Deleted, perhaps to be created again; what is loaded stays.
                return false;
            }

            var isChanged = stamp != watch.Loaded;
            if (isChanged && !isStable)
            {
                return true;
            }

            if (isChanged || (++watch.Looks >= LooksPerComparison && stamp.Length <= MaxComparedBytes))
            {
                watch.Looks = 0;
                var result = await classifier.ReloadAsync(cancellationToken).ConfigureAwait(false);
                return result.Error is MlNetCnnException { Code: HostingErrorCodes.ModelStillWritten };
            }

            return false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The watch of the other models must go on.
            HostingLog.WatchFailed(logger, classifier.Name, exception);
            return false;
        }
    }
}
