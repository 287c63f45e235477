using System.Collections.Concurrent;
using Xunit;

namespace MlNetCnn.Tests;

/// <summary>Tests the threads that score: their number, their order, and what happens to work that is canceled or disposed of.</summary>
public sealed class InferenceWorkersTests : IDisposable
{
    private static readonly TimeSpan Enough = TimeSpan.FromMinutes(1);

    private readonly ManualResetEventSlim _blocked = new();
    private readonly ManualResetEventSlim _go = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task RunAsync_ManyActions_RunOnAllThreadsAndNoMore()
    {
        using var workers = new InferenceWorkers(2);
        var queue = new InferenceQueue(workers, typeof(string));
        using var both = new Barrier(2);
        var running = 0;
        var max = 0;
        var threads = new ConcurrentDictionary<Thread, bool>();
        await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => queue.RunAsync(
            () =>
            {
                max = Math.Max(max, Interlocked.Increment(ref running));
                threads[Thread.CurrentThread] = true;
                Assert.True(both.SignalAndWait(Enough));
                Interlocked.Decrement(ref running);
                Assert.True(both.SignalAndWait(Enough));
            },
            Token)));

        Assert.Equal((2, 2, 2), (workers.Threads, threads.Count, max));
        Assert.All(threads.Keys, thread => Assert.True(thread is { IsBackground: true, IsThreadPoolThread: false }));
    }

    [Fact]
    public async Task RunAsync_QueuesThatShare_TakeTurns()
    {
        using var workers = new InferenceWorkers(1);
        var (one, other) = (new InferenceQueue(workers, typeof(string)), new InferenceQueue(workers, typeof(int)));
        var order = new List<string>();
        var first = BlockAsync(one);
        Task[] all =
        [
            .. Enumerable.Range(1, 4).Select(i => one.RunAsync(() => order.Add($"a{i}"), Token)),
            .. Enumerable.Range(1, 2).Select(i => other.RunAsync(() => order.Add($"b{i}"), Token)),
        ];
        _go.Set();
        await Task.WhenAll([first, .. all]);

        Assert.Equal(["a1", "b1", "a2", "b2", "a3", "a4"], order);
    }

    [Fact]
    public async Task RunAsync_CanceledInTheQueue_IsRemovedAtOnce()
    {
        using var workers = new InferenceWorkers(1);
        var queue = new InferenceQueue(workers, typeof(string));
        using var source = new CancellationTokenSource();
        var ran = new List<string>();
        var first = BlockAsync(queue);
        var canceled = queue.RunAsync(() => ran.Add("canceled"), source.Token);
        var last = queue.RunAsync(() => ran.Add("last"), Token);
        await source.CancelAsync();
        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled.WaitAsync(Enough, Token));
        Assert.Equal(source.Token, exception.CancellationToken);
        Assert.Single(queue.Waiting);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => queue.RunAsync(() => ran.Add("later"), source.Token));

        _go.Set();
        await Task.WhenAll(first, last);
        Assert.Equal(["last"], ran);
    }

    [Fact]
    public async Task Run_OnAThreadOfTheWorkers_DoesNotWaitForAnother()
    {
        using var workers = new InferenceWorkers(1);
        var queue = new InferenceQueue(workers, typeof(string));
        Assert.Equal(3, await InTime.RunAsync(() =>
        {
            var depth = 0;
            queue.Run(() => queue.Run(() => queue.RunAsync(() => depth = 3, Token).Wait(Token)));
            return depth;
        }));
    }

    [Fact]
    public void Run_ActionThatFails_ThrowsItsExceptionAndTheThreadGoesOn()
    {
        using var workers = new InferenceWorkers(1);
        var queue = new InferenceQueue(workers, typeof(string));
        Assert.Equal("no", Assert.Throws<InvalidDataException>(() => queue.Run(() => throw new InvalidDataException("no"))).Message);
        var done = false;
        queue.Run(() => done = true);
        Assert.True(done);
    }

    [Fact]
    public async Task Dispose_RunningAndWaitingWork_EndsTheFirstAndRejectsTheOther()
    {
        var workers = new InferenceWorkers(1);
        var queue = new InferenceQueue(workers, typeof(string));
        var running = BlockAsync(queue);
        var waiting = queue.RunAsync(() => Assert.Fail("removed"), Token);
        var disposing = Task.Run(workers.Dispose, Token);
        var exception = await Assert.ThrowsAsync<ObjectDisposedException>(() => waiting.WaitAsync(Enough, Token));
        Assert.Equal(typeof(InferenceWorkers).FullName, exception.ObjectName);
        Assert.False(disposing.IsCompleted);

        _go.Set();
        await Task.WhenAll(running, disposing);
        workers.Dispose();
        Assert.Throws<ObjectDisposedException>(() => queue.Run(() => Assert.Fail("rejected")));
        Assert.True(queue.Close());
    }

    [Fact]
    public async Task Close_OneQueue_WaitsForItsWorkAndLeavesTheOther()
    {
        using var workers = new InferenceWorkers(2);
        var (one, other) = (new InferenceQueue(workers, typeof(string)), new InferenceQueue(workers, typeof(int)));
        var running = BlockAsync(one);
        var closing = Task.Run(one.Close, Token);
        var later = false;
        other.Run(() => later = true);
        Assert.True(later);
        Assert.False(closing.IsCompleted);

        _go.Set();
        Assert.True(await closing);
        await running;
        Assert.False(one.Close());
        Assert.Equal("System.String", Assert.Throws<ObjectDisposedException>(() => one.Run(() => later = false)).ObjectName);
        Assert.True(later);
    }

    [Fact]
    public async Task TakeMore_WorkThatIsWaiting_TakesTheNextOfItsKindOnce()
    {
        using var workers = new InferenceWorkers(1);
        var queue = new InferenceQueue(workers, typeof(string));
        var taken = new List<Work>();
        var rest = new List<Work>();
        var order = new List<string>();
        var first = BlockAsync(queue, () =>
        {
            queue.TakeMore(taken, 2);
            queue.TakeMore(rest, 9);
        });
        var work = Enumerable.Range(0, 4).Select(i => new Work(queue, $"w{i}", order)).ToArray();
        Task[] all =
        [
            .. work[..3].Select(each => queue.RunAsync(each, Token)), queue.RunAsync(() => order.Add("other"), Token), queue.RunAsync(work[3], Token),
        ];
        _go.Set();
        await first;
        Assert.Equal(work[..2], taken);
        Assert.Equal([work[2]], rest);
        await Task.WhenAll(all[3], all[4]);
        Assert.Equal(["other", "w3"], order);

        // Work that was taken is running until it is ended.
        Assert.All(all[..3], task => Assert.False(task.IsCompleted));
        var closing = Task.Run(queue.Close, Token);
        queue.End(work[1], new InvalidDataException("its own"));
        queue.End(work[2], null);
        Assert.Equal("its own", (await Assert.ThrowsAsync<InvalidDataException>(() => all[1])).Message);
        await all[2];
        Assert.False(closing.IsCompleted);
        queue.End(work[0], null);
        await all[0];
        Assert.True(await closing.WaitAsync(Enough, Token));
    }

    [Fact]
    public async Task TakeMore_CanceledOrOfAnotherQueue_IsNotTaken()
    {
        using var workers = new InferenceWorkers(1);
        var (queue, other) = (new InferenceQueue(workers, typeof(string)), new InferenceQueue(workers, typeof(int)));
        using var source = new CancellationTokenSource();
        var order = new List<string>();
        var taken = new List<Work>();
        var first = BlockAsync(queue, () => queue.TakeMore(taken, 9));
        var canceled = queue.RunAsync(new Work(queue, "canceled", order), source.Token);
        var last = new Work(queue, "last", order);
        Task[] all = [queue.RunAsync(last, Token), other.RunAsync(new Work(other, "of the other", order), Token)];
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => canceled);
        _go.Set();
        await first;
        Assert.Equal([last], taken);
        queue.End(last, null);
        await Task.WhenAll(all);
        Assert.Equal(["of the other"], order);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1025)]
    public void Constructor_ThreadsOutOfRange_Throws(int threads) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new InferenceWorkers(threads));

    [Fact]
    public void Constructor_Zero_IsOneThreadPerCore()
    {
        using var workers = new InferenceWorkers();
        Assert.Equal(Environment.ProcessorCount, workers.Threads);
    }

    public void Dispose()
    {
        _go.Set();
        _blocked.Dispose();
        _go.Dispose();
    }

    /// <summary>Occupies a thread until <see cref="_go"/> is set; returns once it is occupied.</summary>
    private Task BlockAsync(InferenceQueue queue, Action? then = null)
    {
        var task = queue.RunAsync(
            () =>
            {
                _blocked.Set();
                Assert.True(_go.Wait(Enough));
                then?.Invoke();
            },
            Token);
        Assert.True(_blocked.Wait(Enough, Token));
        return task;
    }

    private sealed class Work(InferenceQueue queue, string name, List<string> order) : InferenceWork(queue)
    {
        public override void Execute() => order.Add(name);
    }
}
