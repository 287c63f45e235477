using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace MlNetCnn.Inference;

/// <summary>Processes batches in parallel and returns them in their order, with only a few in flight.</summary>
internal static class OrderedBatches
{
    /// <summary>Processes the batches.</summary>
    /// <typeparam name="TBatch">A batch.</typeparam>
    /// <param name="batches">The batches, enumerated lazily; if the enumeration fails, those read before are returned first.</param>
    /// <param name="inFlightLimit">The maximum number of batches that were started and not yet returned.</param>
    /// <param name="work">Starts to process one batch; an exception is thrown when the batch is due.</param>
    /// <param name="recycle">Receives a batch for reuse when its reader requests the next one.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async IAsyncEnumerable<TBatch> RunAsync<TBatch>(
        IEnumerable<TBatch> batches,
        int inFlightLimit,
        Func<TBatch, CancellationToken, Task> work,
        Action<TBatch> recycle,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
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
            // The reader may have stopped early: no worker may use buffers that are about to be disposed.
            await stop.CancelAsync().ConfigureAwait(false);
            await Task.WhenAll(inFlight.Cast<Task>()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        async Task<TBatch> Start(TBatch batch)
        {
            await work(batch, stop.Token).ConfigureAwait(false);
            return batch;
        }
    }

    /// <summary>Advances an enumerator; an exception is captured, so that what was read before can be returned first.</summary>
    /// <param name="source">The enumerator.</param>
    /// <param name="failure">The exception, or null.</param>
    /// <returns>Whether there is another element.</returns>
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
