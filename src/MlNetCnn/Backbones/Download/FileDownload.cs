namespace MlNetCnn.Backbones;

/// <summary>Fetches one file: address after address, attempt after attempt, from where the last one stopped, until its SHA-256 is right.</summary>
/// <param name="entry">What to fetch.</param>
/// <param name="path">Where it shall lie; its folder exists, and nobody else fetches it at the same time.</param>
/// <param name="options">Attempts and pauses.</param>
/// <param name="progress">Told how much has arrived; null for nobody.</param>
internal sealed class FileDownload(
    BackboneEntry entry, string path, BackboneStoreOptions options, IProgress<TrainingProgress>? progress)
{
    // So much more than before, and a connection that breaks again and again is a slow one and no dead one.
    private const long WorthAnotherAttempt = 1 << 20;

    private readonly Backoff _backoff = new(options);
    private readonly DownloadProgress _progress = new(entry, progress);

    /// <summary>Fetches it.</summary>
    /// <param name="cancellationToken">Stops it; what has arrived is kept.</param>
    /// <exception cref="MlNetCnnException">No address gave the file, or it cannot be written.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        using var client = CreateClient();
        var errors = new List<MlNetCnnException>();
        foreach (var address in new[] { entry.Url, entry.Mirror }.OfType<string>())
        {
            try
            {
                await FetchAsync(new DownloadSource(client, new Uri(address)), cancellationToken);
                return;
            }
            catch (MlNetCnnException exception) when (exception.Code.StartsWith("DOWNLOAD_", StringComparison.Ordinal))
            {
                errors.Add(exception);
            }
        }

        throw DownloadErrors.Combine(entry, path, errors);
    }

    private HttpClient CreateClient()
    {
        // Proxies come from the environment, as .NET reads it.
        var handler = options.Handler ?? new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
        };
        var client = new HttpClient(handler, disposeHandler: options.Handler is null) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"MlNetCnn/{typeof(FileDownload).Assembly.GetName().Version?.ToString(3)}");
        return client;
    }

    private async Task FetchAsync(DownloadSource source, CancellationToken cancellationToken)
    {
        while (true)
        {
            using var partial = PartialFile.Open(path, entry.Size);
            var resumed = partial.Length > 0;
            await CompleteAsync(source, partial, cancellationToken);
            var hash = await partial.HashAsync(cancellationToken);
            if (hash == entry.Sha256)
            {
                partial.MoveToTarget();
                return;
            }

            partial.Delete();

            // What was left over from before may be what is wrong, so the file gets one more chance from its first byte on.
            if (!resumed)
            {
                throw DownloadErrors.Create(
                    ErrorCodes.DownloadWrongHash, "what arrived is not the file that the catalogue means, and was deleted",
                    expected: $"SHA-256 {entry.Sha256}", received: $"SHA-256 {hash}");
            }
        }
    }

    private async Task CompleteAsync(DownloadSource source, PartialFile partial, CancellationToken cancellationToken)
    {
        var failures = 0;
        var furthest = partial.Length;
        _progress.Report(partial.Length);
        while (partial.Length < entry.Size)
        {
            try
            {
                await AttemptAsync(source, partial, cancellationToken);
            }
            catch (TransientDownloadException exception)
            {
                failures = partial.Length - furthest >= WorthAnotherAttempt ? 1 : failures + 1;
                furthest = Math.Max(furthest, partial.Length);
                if (failures >= options.Attempts)
                {
                    throw DownloadErrors.Create(ErrorCodes.DownloadFailed, $"{exception.Message} ({failures} attempts)", inner: exception);
                }

                await Task.Delay(_backoff.Next(failures, exception.RetryAfter), options.TimeProvider, cancellationToken);
            }
        }

        _progress.Report(partial.Length);
    }

    private async Task AttemptAsync(DownloadSource source, PartialFile partial, CancellationToken cancellationToken)
    {
        using var stall = new StallTimer(options.IdleTimeout, cancellationToken);
        try
        {
            using var response = await source.AskAsync(partial.Length, stall.Token);
            var body = DownloadBody.Check(response, partial, entry);
            await body.CopyAsync(partial, stall, _progress);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransientDownloadException($"too little arrived within {options.IdleTimeout.TotalSeconds:0.###} s", innerException: exception);
        }
    }
}

/// <summary>How long to pause before an attempt: exponential, with half of it left to chance.</summary>
/// <param name="options">First and longest pause, and the seed.</param>
internal sealed class Backoff(BackboneStoreOptions options)
{
    private readonly SeededRandom _random = new(options.Seed ?? Environment.ProcessId);

    /// <summary>The pause after a failure.</summary>
    /// <param name="failures">How many failures in a row there were, at least 1.</param>
    /// <param name="retryAfter">How long the server asks to be left alone, or null.</param>
    public TimeSpan Next(int failures, TimeSpan? retryAfter)
    {
        var ceiling = options.FirstDelay.TotalSeconds * Math.Pow(2, failures - 1);
        var drawn = ceiling * (0.5 + (0.5 * _random.NextDouble()));
        var pause = Math.Max(drawn, retryAfter?.TotalSeconds ?? 0);
        return TimeSpan.FromSeconds(Math.Min(pause, options.MaxDelay.TotalSeconds));
    }
}
