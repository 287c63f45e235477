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
    public static Task<T> RunAsync<T>(CommandConsole console, bool quiet, Func<IProgress<TrainingProgress>?, Task<T>> work)
    {
        if (quiet)
        {
            return work(null);
        }

        return console.ErrorIsTerminal
            ? BarProgress.RunAsync(console.CreateErrorConsole(), work)
            : work(new PlainProgress(console.Error, TimeProvider.System));
    }
}
