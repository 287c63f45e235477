namespace MlNetCnn.Training;

/// <summary>Runs trainings one after another, each on its own thread.</summary>
internal static class TrainingThread
{
    // The number of threads of libtorch and its matrix library is a setting of the process, and sums of floats depend on it: with another training
    // beside it that uses other settings, a training would not compute the same weights twice.
    private static readonly SemaphoreSlim Turn = new(1);

    /// <summary>Waits until no other training runs in this process, then runs this one. The gradients and dispose scopes of libtorch belong to one
    /// thread, so the training stays on its own thread.</summary>
    /// <param name="work">The training.</param>
    /// <param name="cancellationToken">Cancels the training before it begins.</param>
    /// <exception cref="OperationCanceledException">The token was canceled while another training ran.</exception>
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
