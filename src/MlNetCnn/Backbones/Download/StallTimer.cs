namespace MlNetCnn.Backbones;

/// <summary>Cancels when no bytes, or hardly any, have arrived for a while.</summary>
internal sealed class StallTimer : IDisposable
{
    private readonly CancellationTokenSource _timer;
    private readonly CancellationTokenSource _either;
    private readonly TimeSpan _patience;

    /// <summary>Starts the timer.</summary>
    /// <param name="patience">The time to wait.</param>
    /// <param name="cancellationToken">Also cancels.</param>
    public StallTimer(TimeSpan patience, CancellationToken cancellationToken)
    {
        _patience = patience;
        _timer = new CancellationTokenSource(patience);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _timer.Token);
    }

    /// <summary>Canceled when the time is up or the caller cancels.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Restarts the timer, after bytes have arrived.</summary>
    public void Restart() => _timer.CancelAfter(_patience);

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _timer.Dispose();
    }
}
