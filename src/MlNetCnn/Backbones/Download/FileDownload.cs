namespace MlNetCnn.Backbones;

/// <summary>Downloads one file: tries URL after URL, resuming after each failed attempt, until its SHA-256 is correct.</summary>
/// <param name="entry">The entry to download.</param>
/// <param name="path">The target path; its folder exists, and no one else downloads it at the same time.</param>
/// <param name="options">Attempts and delays.</param>
/// <param name="progress">Receives the progress; may be null.</param>
internal sealed class FileDownload(
    BackboneEntry entry, string path, BackboneStoreOptions options, IProgress<TrainingProgress>? progress)
{
    // With at least this much progress per attempt, a connection that keeps breaking is slow, not dead.
    private const long WorthAnotherAttempt = 1 << 20;

    private readonly Backoff _backoff = new(options);
    private readonly DownloadProgress _progress = new(entry, progress);

    /// <summary>Downloads the file.</summary>
    /// <param name="cancellationToken">Cancels the download; the received bytes are kept.</param>
    /// <exception cref="MlNetCnnException">No URL returned the file, or it cannot be written.</exception>
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
        // Proxies come from the environment, as .NET reads them.
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

            // The bytes from an earlier download may be wrong, so the file gets one more attempt from its first byte.
            if (!resumed)
            {
                throw DownloadErrors.Create(
                    ErrorCodes.DownloadWrongHash, "the downloaded file does not match the catalog and was deleted",
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

/// <summary>Computes the delay before an attempt: exponential, half of it random.</summary>
/// <param name="options">The first and the maximum delay, and the seed.</param>
internal sealed class Backoff(BackboneStoreOptions options)
{
    private readonly SeededRandom _random = new(options.Seed ?? Environment.ProcessId);

    /// <summary>Returns the delay after a failure.</summary>
    /// <param name="failures">The number of consecutive failures, at least 1.</param>
    /// <param name="retryAfter">The delay that the server requests, or null.</param>
    public TimeSpan Next(int failures, TimeSpan? retryAfter)
    {
        var ceiling = options.FirstDelay.TotalSeconds * Math.Pow(2, failures - 1);
        var drawn = ceiling * (0.5 + (0.5 * _random.NextDouble()));
        var pause = Math.Max(drawn, retryAfter?.TotalSeconds ?? 0);
        return TimeSpan.FromSeconds(Math.Min(pause, options.MaxDelay.TotalSeconds));
    }
}
