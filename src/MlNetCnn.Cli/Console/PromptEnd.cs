namespace MlNetCnn.Cli;

/// <summary>
/// Ends work that was cancelled and does not come to a safe border soon, as native libraries do not while they load: it is left alone, and the
/// program ends around it.
/// </summary>
internal static class PromptEnd
{
    /// <summary>How long cancelled work may take to end by itself.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Runs work on threads of its own, and waits for its end, or for a while after it was cancelled.</summary>
    /// <param name="work">The work.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="cancellationToken">What cancels it.</param>
    /// <exception cref="OperationCanceledException">The work was cancelled, whether it has ended or not.</exception>
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
