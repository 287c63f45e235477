namespace MlNetCnn;

/// <summary>
/// Represents the threads that decode and score images, one image or batch per thread at a time. Classifiers that share them do not compete for cores:
/// see <see cref="ImageClassifierOptions.Workers"/>.
/// </summary>
/// <remarks>
/// <para>Thread-safe. The threads are background threads of their own, not those of the thread pool; each starts when there is work for it and
/// ends after 30 seconds without work. ONNX Runtime uses no further threads.</para>
/// <para>Classifiers take turns (round robin). A turn is one image, up to <see cref="ImageClassifierOptions.MaxBatchSize"/> single images, or up to four
/// images of a list, so that a classifier with a long list does not delay the others. The work of one classifier runs in the order of its calls.</para>
/// <para>A list has a bounded number of images in the queue. Single images have not: an application that accepts any number of
/// requests must limit them.</para>
/// </remarks>
public sealed class InferenceWorkers : IDisposable
{
    private const int MaxThreads = 1024;

    // A thread without work ends after this time, so that those of a classifier that is never disposed do not stay.
    private const int MaxIdleMilliseconds = 30_000;

    // The workers that the current thread belongs to, or null.
    [ThreadStatic]
    private static InferenceWorkers? _current;

    private readonly object _state = new();
    private readonly List<Thread> _threads = [];

    // Queues with waiting work, the next one first.
    private readonly LinkedList<InferenceQueue> _ready = new();
    private int _waiting;
    private int _idle;
    private bool _closed;

    /// <summary>Creates the workers.</summary>
    /// <param name="threads">The number of threads, 0..1,024; 0 for one per core. More than four per core are not used.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="threads"/> is out of range.</exception>
    public InferenceWorkers(int threads = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(threads, MaxThreads);
        Threads = MachineResources.Threads(threads);
    }

    /// <summary>The number of threads, and of images or batches processed at the same time.</summary>
    public int Threads { get; }

    /// <summary>
    /// Waits for the images that are being processed. Work in the queue, and later calls of classifiers that use these workers, throw an
    /// <see cref="ObjectDisposedException"/>.
    /// </summary>
    public void Dispose()
    {
        var left = new List<InferenceWork>();
        List<Thread> threads;
        lock (_state)
        {
            _closed = true;
            while (TryTake() is { } work)
            {
                left.Add(work);
            }

            Monitor.PulseAll(_state);
            threads = [.. _threads];
        }

        left.ForEach(work => work.TrySetException(Disposed()));
        foreach (var thread in threads.Where(thread => thread != Thread.CurrentThread))
        {
            thread.Join();
        }
    }

    /// <summary>Adds work to a queue, or runs it at once on a thread of these workers, where waiting for another one could take forever.</summary>
    internal void Add(InferenceQueue queue, InferenceWork work)
    {
        var isNested = _current == this;
        lock (_state)
        {
            ObjectDisposedException.ThrowIf(queue.IsClosed, queue.Owner);
            ObjectDisposedException.ThrowIf(_closed, this);
            if (isNested)
            {
                queue.RunningCount++;
            }
            else
            {
                Enqueue(queue, work);
            }
        }

        if (isNested)
        {
            Run(work);
        }
    }

    /// <summary>
    /// Takes work that would be next in a queue, for a thread that is running other work of the queue and runs it at once; <see cref="End"/> must be called
    /// for each. Other kinds of work are not overtaken.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="taken">Receives the work.</param>
    /// <param name="max">The maximum number.</param>
    internal void TakeMore<TWork>(InferenceQueue queue, List<TWork> taken, int max)
        where TWork : InferenceWork
    {
        lock (_state)
        {
            // Threads without work have been woken for theirs: each gets as much as this one.
            var share = queue.Waiting.Count / (_idle + 1);
            for (var left = Math.Min(max, share); left > 0 && queue.Waiting.First?.Value is TWork work; left--)
            {
                taken.Add(work);
                Unlink(work);
                queue.RunningCount++;
            }
        }
    }

    /// <summary>Ends work that was taken.</summary>
    /// <param name="work">The work.</param>
    /// <param name="failure">Its exception, or null.</param>
    internal void End(InferenceWork work, Exception? failure)
    {
        lock (_state)
        {
            if (--work.Queue.RunningCount == 0 && work.Queue.IsClosed)
            {
                work.Queue.Drained.TrySetResult();
            }
        }

        work.Complete(failure);
    }

    /// <summary>Removes work that has not started.</summary>
    /// <returns>Whether it was removed.</returns>
    internal bool Remove(InferenceWork work)
    {
        lock (_state)
        {
            if (work.Node is null)
            {
                return false;
            }

            Unlink(work);
            return true;
        }
    }

    /// <summary>Removes the waiting work of a queue, rejects further work and waits for the work that is running.</summary>
    /// <returns>Whether this is the first call.</returns>
    internal bool Close(InferenceQueue queue)
    {
        bool isFirst;
        InferenceWork[] left;
        lock (_state)
        {
            isFirst = !queue.IsClosed;
            queue.IsClosed = true;
            left = [.. queue.Waiting];
            Array.ForEach(left, Unlink);
            if (queue.RunningCount == 0)
            {
                queue.Drained.TrySetResult();
            }
        }

        Array.ForEach(left, work => work.TrySetException(new ObjectDisposedException(queue.Owner.FullName)));
        queue.Drained.Task.Wait();
        return isFirst;
    }

    /// <summary>Throws if a queue or the workers were disposed.</summary>
    internal void ThrowIfClosed(InferenceQueue queue)
    {
        lock (_state)
        {
            ObjectDisposedException.ThrowIf(queue.IsClosed, queue.Owner);
            ObjectDisposedException.ThrowIf(_closed, this);
        }
    }

    private static ObjectDisposedException Disposed() => new(typeof(InferenceWorkers).FullName);

    private void Enqueue(InferenceQueue queue, InferenceWork work)
    {
        if (queue.Waiting.Count == 0)
        {
            _ready.AddLast(queue);
        }

        work.Node = queue.Waiting.AddLast(work);

        // A thread that was woken counts as idle until it has taken its work.
        if (++_waiting > _idle && _threads.Count < Threads)
        {
            Start(work);
        }
        else
        {
            Monitor.Pulse(_state);
        }
    }

    private void Start(InferenceWork work)
    {
        var thread = new Thread(Work) { IsBackground = true, Name = $"MlNetCnn inference {_threads.Count + 1}" };
        try
        {
            thread.Start();
            _threads.Add(thread);
        }
        catch (Exception) when (_threads.Count > 0)
        {
            // The system has no more threads; those that run do the work.
        }
        catch
        {
            Unlink(work);
            throw;
        }
    }

    private void Work()
    {
        _current = this;
        while (Take() is { } work)
        {
            Run(work);
        }
    }

    private InferenceWork? Take()
    {
        lock (_state)
        {
            while (true)
            {
                if (TryTake() is { } work)
                {
                    work.Queue.RunningCount++;
                    return work;
                }

                if (_closed)
                {
                    return null;
                }

                _idle++;
                var isWoken = Monitor.Wait(_state, MaxIdleMilliseconds);
                _idle--;
                if (!isWoken && _waiting == 0 && !_closed)
                {
                    _threads.Remove(Thread.CurrentThread);
                    return null;
                }
            }
        }
    }

    /// <summary>Takes the first work of the next queue, which moves to the end.</summary>
    private InferenceWork? TryTake()
    {
        if (_ready.First?.Value is not { } queue)
        {
            return null;
        }

        var work = queue.Waiting.First!.Value;
        Unlink(work);
        if (queue.Waiting.Count > 0)
        {
            _ready.RemoveFirst();
            _ready.AddLast(queue);
        }

        return work;
    }

    private void Unlink(InferenceWork work)
    {
        var queue = work.Queue;
        queue.Waiting.Remove(work.Node!);
        work.Node = null;
        _waiting--;
        if (queue.Waiting.Count == 0)
        {
            _ready.Remove(queue);
        }
    }

    private void Run(InferenceWork work)
    {
        Exception? failure = null;
        try
        {
            work.Execute();
        }
        catch (Exception exception)
        {
            // It is the caller's, who waits for the work.
            failure = exception;
        }

        End(work, failure);
    }
}

/// <summary>The work of one model: it runs in order, in turns with that of the other models that share the workers.</summary>
/// <param name="workers">The workers.</param>
/// <param name="owner">The class that a user disposes, which messages name.</param>
internal sealed class InferenceQueue(InferenceWorkers workers, Type owner)
{
    /// <summary>The class that a user disposes.</summary>
    public Type Owner => owner;

    /// <summary>The work that has not started. This and the following are guarded by the workers.</summary>
    public LinkedList<InferenceWork> Waiting { get; } = new();

    /// <summary>The number of pieces of work that are running.</summary>
    public int RunningCount { get; set; }

    /// <summary>Whether further work is rejected.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Completed when the queue is closed and its last work has ended.</summary>
    public TaskCompletionSource Drained { get; } = new();

    /// <summary>Runs an action and waits for it.</summary>
    /// <exception cref="ObjectDisposedException">The queue or the workers were disposed.</exception>
    public void Run(Action action) => Run(new InferenceAction(this, action));

    /// <summary>Runs work of this queue and waits for it.</summary>
    /// <inheritdoc cref="Run(Action)"/>
    public void Run(InferenceWork work)
    {
        workers.Add(this, work);

        // Not the task of RunAsync: its completion needs the thread pool, which may have no thread to spare.
        work.Task.GetAwaiter().GetResult();
    }

    /// <summary>Runs an action.</summary>
    /// <param name="action">The action.</param>
    /// <param name="cancellationToken">Removes the action from the queue if it has not started.</param>
    /// <exception cref="ObjectDisposedException">The queue or the workers were disposed.</exception>
    /// <exception cref="OperationCanceledException">The token was canceled before the action started.</exception>
    public Task RunAsync(Action action, CancellationToken cancellationToken) => RunAsync(new InferenceAction(this, action), cancellationToken);

    /// <summary>Runs work of this queue.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Removes the work from the queue if it has not started.</param>
    /// <inheritdoc cref="RunAsync(Action, CancellationToken)"/>
    public async Task RunAsync(InferenceWork work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        workers.Add(this, work);
        await using var registration = cancellationToken.UnsafeRegister(
            (state, token) =>
            {
                var queued = (InferenceWork)state!;
                if (workers.Remove(queued))
                {
                    queued.TrySetCanceled(token);
                }
            },
            work).ConfigureAwait(false);
        await work.Task.ConfigureAwait(false);
    }

    /// <inheritdoc cref="InferenceWorkers.TakeMore"/>
    public void TakeMore<TWork>(List<TWork> taken, int max)
        where TWork : InferenceWork => workers.TakeMore(this, taken, max);

    /// <inheritdoc cref="InferenceWorkers.End"/>
    public void End(InferenceWork work, Exception? failure) => workers.End(work, failure);

    /// <summary>Throws if the queue or the workers were disposed.</summary>
    /// <exception cref="ObjectDisposedException">The queue or the workers were disposed.</exception>
    public void ThrowIfClosed() => workers.ThrowIfClosed(this);

    /// <summary>Removes the waiting work, rejects further work and waits for the work that is running.</summary>
    /// <returns>Whether this is the first call, so that the caller must free the memory that the work uses.</returns>
    public bool Close() => workers.Close(this);
}

/// <summary>One piece of work in a queue.</summary>
/// <param name="queue">The queue.</param>
internal abstract class InferenceWork(InferenceQueue queue) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>The queue.</summary>
    public InferenceQueue Queue => queue;

    /// <summary>The place in the queue; null once it has been taken or removed.</summary>
    public LinkedListNode<InferenceWork>? Node { get; set; }

    /// <summary>Does the work, on a thread of the workers.</summary>
    public abstract void Execute();

    /// <summary>Ends the work's task.</summary>
    /// <param name="failure">The exception of the action, or null.</param>
    public void Complete(Exception? failure)
    {
        switch (failure)
        {
            case null:
                TrySetResult();
                break;
            case OperationCanceledException canceled:
                TrySetCanceled(canceled.CancellationToken);
                break;
            default:
                TrySetException(failure);
                break;
        }
    }
}

/// <summary>Work that is an action.</summary>
/// <param name="queue">The queue.</param>
/// <param name="action">The action.</param>
internal sealed class InferenceAction(InferenceQueue queue, Action action) : InferenceWork(queue)
{
    /// <inheritdoc/>
    public override void Execute() => action();
}
