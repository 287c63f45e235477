using Microsoft.Extensions.Logging;
using MlNetCnn.Hosting.Monitoring;

namespace MlNetCnn.Hosting.Loading;

/// <summary>
/// Looks at the files of watched models at an interval, and loads those again that have changed and are no longer being written.
/// </summary>
/// <remarks>
/// Events of the file system are not used: a file that is replaced by renaming raises no Changed, a ConfigMap that is switched, or the target of a
/// symbolic link that is written, raises none at all, and containers have few of them to give. A look costs one open file.
/// </remarks>
/// <param name="slots">The models.</param>
/// <param name="reloader">Loads them.</param>
/// <param name="options">The common options.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class ModelWatcher(
    IReadOnlyList<ModelSlot> slots, ModelReloader reloader, InferenceOptions options, TimeProvider time, ILogger logger)
{
    // Another look soon after a change shows whether the file is still being written.
    private static readonly TimeSpan _settleInterval = TimeSpan.FromMilliseconds(200);

    // The length and the time of a file can both stay the same; the content is compared at every so many looks, unless it is huge.
    private const int LooksPerComparison = 30;
    private const long MaxComparedBytes = 256L * 1024 * 1024;

    private readonly Dictionary<ModelSlot, Looks> _looks = slots.ToDictionary(slot => slot, _ => new Looks());
    private readonly SemaphoreSlim _wake = new(0, 1);

    /// <summary>Looks at once, for example because options have changed.</summary>
    public void Wake()
    {
        try
        {
            _wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // It has not looked since the last change, and sees both.
        }
    }

    /// <summary>Looks until it is canceled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var isSettling = false;
                foreach (var slot in slots)
                {
                    isSettling |= await LookAsync(slot, cancellationToken).ConfigureAwait(false);
                }

                var interval = options.PollInterval;
                await WaitAsync(isSettling && interval > _settleInterval ? _settleInterval : interval, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application stops.
        }
    }

    /// <summary>Looks at a file.</summary>
    /// <returns>Whether it has changed and another look shows whether it is complete.</returns>
    private async Task<bool> LookAsync(ModelSlot slot, CancellationToken cancellationToken)
    {
        try
        {
            var settings = LoadSettings.From(slot.Name, slot.Options);
            if (slot.Current is { } current && current.Settings != settings)
            {
                await reloader.ReloadAsync(slot, cancellationToken).ConfigureAwait(false);
                return false;
            }

            if (!slot.Options.WatchForChanges)
            {
                return false;
            }

            var looks = _looks[slot];
            var stamp = FileStamp.Read(settings.Path);
            var isStable = stamp == looks.Last;
            looks.Last = stamp;
            if (stamp == FileStamp.Missing)
            {
                // Deleted, perhaps to be created again; what is loaded stays.
                return false;
            }

            var isChanged = stamp != slot.LoadedStamp;
            if (isChanged && !isStable)
            {
                return true;
            }

            if (isChanged || (++looks.Count >= LooksPerComparison && stamp.Length <= MaxComparedBytes))
            {
                looks.Count = 0;
                var result = await reloader.ReloadAsync(slot, cancellationToken).ConfigureAwait(false);
                return result.Error is MlNetCnnException { Code: HostingErrorCodes.ModelStillWritten };
            }

            return false;
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // The watch of the other models must go on.
            HostingLog.WatchFailed(logger, slot.Name, exception);
            return false;
        }
    }

    private async Task WaitAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await Task.WhenAny(_wake.WaitAsync(end.Token), Task.Delay(interval, time, end.Token)).ConfigureAwait(false);
        await end.CancelAsync().ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>What was seen of a file.</summary>
    private sealed class Looks
    {
        /// <summary>The stamp at the last look.</summary>
        public FileStamp Last { get; set; } = FileStamp.Missing;

        /// <summary>The number of looks since the content was last compared.</summary>
        public int Count { get; set; }
    }
}
