namespace MlNetCnn.Backbones;

/// <summary>An attempt failed in a way that the next one may not: a busy server, a lost connection, silence.</summary>
/// <param name="message">What happened.</param>
/// <param name="retryAfter">How long the server asks to be left alone, or null.</param>
/// <param name="innerException">The cause, or null.</param>
internal sealed class TransientDownloadException(string message, TimeSpan? retryAfter = null, Exception? innerException = null)
    : Exception(message, innerException)
{
    /// <summary>How long the server asks to be left alone, or null.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
