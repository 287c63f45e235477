using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>
/// Shows progress on standard error: bars on a terminal, otherwise a line every few seconds; nothing with <c>--quiet</c>.
/// </summary>
internal static class ConsoleProgress
{
    /// <summary>Runs <paramref name="work"/> and shows its progress.</summary>
    /// <param name="console">Receives the progress.</param>
    /// <param name="quiet">Whether progress is hidden.</param>
    /// <param name="work">The work; its argument is null if progress is hidden.</param>
    public static Task<T> RunAsync<T>(CommandConsole console, bool quiet, Func<IProgress<TrainingProgress>?, Task<T>> work) =>
        RunAsync(console, quiet, (progress, _) => work(progress));

    /// <summary>Runs <paramref name="work"/>, which also writes messages, and shows its progress.</summary>
    /// <param name="console">Receives the progress.</param>
    /// <param name="quiet">Whether progress is hidden.</param>
    /// <param name="work">The work; its first argument is null if progress is hidden. Its messages are results, but on a terminal they are written
    /// above the bars, which other output would disrupt.</param>
    public static Task<T> RunAsync<T>(
        CommandConsole console, bool quiet, Func<IProgress<TrainingProgress>?, Action<string>, Task<T>> work)
    {
        if (quiet)
        {
            return work(null, console.WriteLine);
        }

        if (!console.ErrorIsTerminal)
        {
            return work(new PlainProgress(console.Error, TimeProvider.System), console.WriteLine);
        }

        var terminal = console.CreateErrorConsole();
        return BarProgress.RunAsync(terminal, progress => work(progress, line => terminal.WriteLine(line)));
    }
}

/// <summary>Writes what is logged as plain lines, whatever its level.</summary>
/// <param name="write">Writes a line.</param>
internal sealed class LineLogger(Action<string> write) : ILogger
{
    /// <inheritdoc/>
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

    /// <inheritdoc/>
    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        write(formatter(state, exception));
}
