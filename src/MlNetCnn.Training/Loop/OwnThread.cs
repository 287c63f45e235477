namespace MlNetCnn.Training;

/// <summary>Runs a training on a thread of its own: libtorch's number of threads, its gradients and its dispose scopes belong to one thread.</summary>
internal static class OwnThread
{
    /// <summary>Runs it.</summary>
    /// <param name="work">The training.</param>
    /// <param name="token">Stops it before it begins.</param>
    public static Task<T> RunAsync<T>(Func<T> work, CancellationToken token) =>
        Task.Factory.StartNew(work, token, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}
