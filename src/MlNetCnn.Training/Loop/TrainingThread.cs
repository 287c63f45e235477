namespace MlNetCnn.Training;

/// <summary>Runs trainings one after another, each on a thread of its own.</summary>
internal static class TrainingThread
{
    // How many threads libtorch and its matrix library compute with is a setting of the process, and sums of floats depend on it: a
    // training beside another with other settings would not give the same weights twice.
    private static readonly SemaphoreSlim Turn = new(1);

    /// <summary>Waits until no other training runs in this process, then runs this one. Libtorch's gradients and dispose scopes belong to one
    /// thread, so it stays on its own.</summary>
    /// <param name="work">The training.</param>
    /// <param name="cancellationToken">Stops it before it begins.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled while another training ran.</exception>
    public static async Task<T> RunAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        await Turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await Task.Factory.StartNew(work, cancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default).ConfigureAwait(false);
        }
        finally
        {
            Turn.Release();
        }
    }
}
