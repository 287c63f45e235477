using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace MlNetCnn.Inference;

/// <summary>Works on batches in parallel and hands them out in their order, with only a few in flight.</summary>
internal static class OrderedBatches
{
    /// <summary>Runs the work.</summary>
    /// <typeparam name="TBatch">A batch.</typeparam>
    /// <param name="batches">The batches, read as they are needed; where reading them fails, those read before are handed out first.</param>
    /// <param name="threads">A slot for each batch that is worked on at the same time.</param>
    /// <param name="inFlightLimit">The most batches begun and not yet handed out.</param>
    /// <param name="work">Works on one batch; called on the thread pool.</param>
    /// <param name="recycle">Takes a batch back when its reader asks for the next one.</param>
    /// <param name="cancellationToken">Stops the work.</param>
    public static async IAsyncEnumerable<TBatch> RunAsync<TBatch>(
        IEnumerable<TBatch> batches,
        SemaphoreSlim threads,
        int inFlightLimit,
        Action<TBatch, CancellationToken> work,
        Action<TBatch> recycle,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var inFlight = new Queue<Task<TBatch>>();
        try
        {
            using var source = batches.GetEnumerator();
            ExceptionDispatchInfo? failure;
            while (TryNext(source, out failure))
            {
                cancellationToken.ThrowIfCancellationRequested();
                inFlight.Enqueue(Start(source.Current));
                if (inFlight.Count > inFlightLimit)
                {
                    var done = await inFlight.Dequeue().ConfigureAwait(false);
                    yield return done;
                    recycle(done);
                }
            }

            while (inFlight.TryDequeue(out var task))
            {
                var done = await task.ConfigureAwait(false);
                yield return done;
                recycle(done);
            }

            failure?.Throw();
        }
        finally
        {
            // The reader may have left early: no worker may go on with buffers that are about to be disposed.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(inFlight.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        Task<TBatch> Start(TBatch batch) => Task.Run(
            async () =>
            {
                await threads.WaitAsync(stop.Token).ConfigureAwait(false);
                try
                {
                    work(batch, stop.Token);
                    return batch;
                }
                finally
                {
                    threads.Release();
                }
            },
            stop.Token);
    }

    /// <summary>Moves on; a failure is kept, so that what was read before can be handed out first.</summary>
    /// <param name="source">Where to move on.</param>
    /// <param name="failure">Why it does not go on, or null.</param>
    /// <returns>Whether there is one more.</returns>
    public static bool TryNext<T>(IEnumerator<T> source, out ExceptionDispatchInfo? failure)
    {
        failure = null;
        try
        {
            return source.MoveNext();
        }
        catch (Exception exception)
        {
            failure = ExceptionDispatchInfo.Capture(exception);
            return false;
        }
    }
}
