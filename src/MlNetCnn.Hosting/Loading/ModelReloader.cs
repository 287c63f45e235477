using System.Diagnostics;
using Microsoft.Extensions.Logging;
using MlNetCnn.Hosting.Monitoring;

namespace MlNetCnn.Hosting.Loading;

/// <summary>Loads models, and replaces those that answer: read, load, check, score an image, exchange. One at a time, since each takes the memory of a
/// model.</summary>
/// <param name="options">The common options.</param>
/// <param name="workers">The threads.</param>
/// <param name="meters">The measurements.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class ModelReloader(
    InferenceOptions options, InferenceWorkers workers, InferenceMeters meters, TimeProvider time, ILogger logger)
{
    private readonly SemaphoreSlim _loading = new(1, 1);
    private volatile bool _isClosed;

    /// <summary>Loads a model if its file or its settings have changed.</summary>
    /// <exception cref="ObjectDisposedException">The application has stopped.</exception>
    public async Task<ReloadResult> ReloadAsync(ModelSlot slot, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_isClosed, this);
        await _loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(_isClosed, this);

            // Reading, parsing and optimizing the network block a thread, which must not be the caller's.
            return await Task.Run(() => LoadAsync(slot, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _loading.Release();
        }
    }

    /// <summary>Waits for a load, and rejects further ones.</summary>
    public Task CloseAsync()
    {
        _isClosed = true;
        return _loading.WaitAsync();
    }

    private async Task<ReloadResult> LoadAsync(ModelSlot slot, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var previous = slot.Current;
        try
        {
            var settings = LoadSettings.From(slot.Name, slot.Options);
            CheckBudget(slot);
            slot.LoadedStamp = FileStamp.Read(settings.Path);
            var (bytes, sha256, stamp) = ModelFileReader.Read(settings.Path);
            slot.LoadedStamp = stamp;
            if (previous is not null && previous.Info.Sha256 == sha256 && previous.Settings == settings)
            {
                slot.LoadError = null;
                return new ReloadResult(ReloadOutcome.Unchanged, previous.Info);
            }

            if (options.ReloadPolicy == ReloadPolicy.ReplaceFirst && slot.Exchange(null) is { } replaced)
            {
                await replaced.Disposed.WaitAsync(cancellationToken).ConfigureAwait(false);
            }

            var loaded = await ModelLoader.LoadAsync(bytes, settings, workers, cancellationToken).ConfigureAwait(false);
            CheckClasses(slot, loaded);
            var info = new HostedModel
            {
                Name = slot.Name,
                Version = slot.NextVersion(),
                Sha256 = sha256,
                LoadedAt = time.GetUtcNow(),
                Card = loaded.Card,
                FileBytes = bytes.Length,
            };
            slot.Exchange(new LoadedModel(loaded, info, settings));
            slot.LastCard = loaded.Card;
            slot.LoadError = null;
            meters.Reload(slot.Name, ReloadOutcome.Replaced);
            HostingLog.Loaded(
                logger, slot.Name, info.Version, info.Card.ClassNames.Count, sha256, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            Raise(slot, previous?.Info, info);
            FreedMemory.Release();
            return new ReloadResult(ReloadOutcome.Replaced, info);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            meters.Reload(slot.Name, ReloadOutcome.Failed);
            if (exception is not MlNetCnnException { Code: HostingErrorCodes.ModelStillWritten })
            {
                slot.LoadError = exception;
                HostingLog.LoadFailed(
                    logger, slot.Name, slot.Model is { } kept ? $"version {kept.Version} stays" : "no model is loaded", exception);
            }

            return new ReloadResult(ReloadOutcome.Failed, slot.Model, exception);
        }
    }

    private void Raise(ModelSlot slot, HostedModel? previous, HostedModel current)
    {
        try
        {
            slot.OnChanged(previous, current);
        }
        catch (Exception exception)
        {
            HostingLog.HandlerFailed(logger, slot.Name, exception);
        }
    }

    /// <summary>Rejects, and disposes, a model that answers with other classes than the one it replaces.</summary>
    private static void CheckClasses(ModelSlot slot, ImageClassifier loaded)
    {
        if (slot.LastCard is { } old && !slot.Options.AllowClassChange && !old.ClassNames.SequenceEqual(loaded.ClassNames, StringComparer.Ordinal))
        {
            loaded.Dispose();
            throw new MlNetCnnException(
                ErrorKind.Model, HostingErrorCodes.ModelClassesChanged, $"the new model for '{slot.Name}' has other classes than the loaded one",
                expected: Show(old), received: Show(loaded.Card),
                fix: "deploy it under another name, or set AllowClassChange if all clients expect the change");
        }
    }

    private static string Show(ModelCard card) =>
        string.Join(", ", card.ClassNames.Take(10).Select(name => $"'{name}'"))
        + (card.ClassNames.Count > 10 ? $" and {card.ClassNames.Count - 10} more" : "");

    private void CheckBudget(ModelSlot slot)
    {
        if (slot.Options.MaxImageBytes > options.MaxQueuedBytes)
        {
            throw new MlNetCnnException(
                ErrorKind.Usage, ErrorCodes.OptionOutOfRange, $"'{slot.Name}' accepts images that the queue has no room for",
                expected: $"MaxImageBytes of at most MaxQueuedBytes, {options.MaxQueuedBytes}", received: $"{slot.Options.MaxImageBytes}",
                fix: "raise MaxQueuedBytes, or lower MaxImageBytes");
        }
    }
}
