namespace MlNetCnn.Backbones;

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
