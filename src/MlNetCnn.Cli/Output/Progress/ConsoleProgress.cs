using Microsoft.Extensions.Logging;
using Spectre.Console;

namespace MlNetCnn.Cli;

/// <summary>
/// Shows on standard error how far a piece of work is: bars on a terminal, a line every few seconds elsewhere, nothing with <c>--quiet</c>.
/// </summary>
internal static class ConsoleProgress
{
    /// <summary>Runs <paramref name="work"/> and shows what it reports.</summary>
    /// <param name="console">Where to show it.</param>
    /// <param name="quiet">Whether to show nothing.</param>
    /// <param name="work">The work; null is handed over where nothing is to be shown.</param>
    public static Task<T> RunAsync<T>(CommandConsole console, bool quiet, Func<IProgress<TrainingProgress>?, Task<T>> work) =>
        RunAsync(console, quiet, (progress, _) => work(progress));

    /// <summary>Runs <paramref name="work"/>, which has sentences to tell on its way too.</summary>
    /// <param name="console">Where to show it.</param>
    /// <param name="quiet">Whether to show no progress.</param>
    /// <param name="work">The work; null is handed over where no progress is to be shown. Its sentences are results, but on a terminal they
    /// stand above the bars, which a line written past them would tear apart.</param>
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
