namespace MlNetCnn.Cli;

/// <summary>
/// Stops waiting for canceled work that does not end soon, for example while native libraries load: the work is abandoned, and the program
/// exits.
/// </summary>
internal static class PromptEnd
{
    /// <summary>How long to wait for canceled work.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Runs work on the thread pool and waits until it ends, or for a short time after it was canceled.</summary>
    /// <param name="work">The work.</param>
    /// <param name="patience">How long to wait after cancellation.</param>
    /// <param name="cancellationToken">Cancels the work.</param>
    /// <exception cref="OperationCanceledException">The work was canceled; it may still be running.</exception>
    public static async Task<T> RunAsync<T>(Func<Task<T>> work, TimeSpan patience, CancellationToken cancellationToken)
    {
        var running = Task.Run(work, CancellationToken.None);
        try
        {
            return await running.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAny(running, Task.Delay(patience, CancellationToken.None));
            return running.IsCompleted ? await running : throw new OperationCanceledException(cancellationToken);
        }
    }
}
