using Microsoft.Extensions.Logging;

namespace MlNetCnn.Hosting.Monitoring;

/// <summary>The messages of hosting.</summary>
internal static partial class HostingLog
{
    [LoggerMessage(1, LogLevel.Information, "Loaded '{Model}' version {Version} ({Classes} classes, SHA-256 {Sha256}) in {Milliseconds:0} ms")]
    public static partial void Loaded(ILogger logger, string model, string version, int classes, string sha256, double milliseconds);

    [LoggerMessage(2, LogLevel.Error, "'{Model}' was not loaded; {State}")]
    public static partial void LoadFailed(ILogger logger, string model, string state, Exception exception);

    [LoggerMessage(3, LogLevel.Error, "The file of '{Model}' cannot be watched")]
    public static partial void WatchFailed(ILogger logger, string model, Exception exception);

    [LoggerMessage(4, LogLevel.Information, "Memory by calculation, at most: {Estimate}")]
    public static partial void Memory(ILogger logger, MemoryEstimate estimate);

    [LoggerMessage(5, LogLevel.Information, "Stopping; requests are accepted for {Seconds:0.###} more seconds")]
    public static partial void Draining(ILogger logger, double seconds);

    [LoggerMessage(6, LogLevel.Error, "A handler of the Changed event of '{Model}' failed")]
    public static partial void HandlerFailed(ILogger logger, string model, Exception exception);
}
