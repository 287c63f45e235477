using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using MlNetCnn.Cli;

namespace MlNetCnn.Server;

/// <summary>Writes each event on one line: time, level and message. What clients sent cannot break or color lines.</summary>
/// <param name="clock">The clock.</param>
/// <param name="options">The options of the server.</param>
internal sealed class PlainConsoleFormatter(TimeProvider clock, ServerOptions options) : ConsoleFormatter(FormatterName)
{
    /// <summary>The name of this formatter in the configuration.</summary>
    public const string FormatterName = "plain";

    /// <inheritdoc/>
    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Exception is { } exception)
        {
            message += $" | {(options.Verbose || exception is not MlNetCnnException ? exception.ToString() : exception.Message)}";
        }

        textWriter.WriteLine(DisplayText.OneLine($"{clock.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {Level(logEntry.LogLevel)} {ErrorText.OneLine(message)}"));
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Critical => "critical",
        LogLevel.Error => "error",
        LogLevel.Warning => "warning",
        LogLevel.Information => "info",
        _ => "debug",
    };
}
