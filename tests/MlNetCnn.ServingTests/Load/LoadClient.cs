using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace MlNetCnn.ServingTests;

/// <summary>A request that is sent again and again.</summary>
internal sealed record LoadRequest(ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte> Body)
{
    /// <summary>A request for the classes of an image.</summary>
    public static LoadRequest Classify(string model, ReadOnlyMemory<byte> image, string more = "") =>
        new(HttpConnection.Head("POST", $"/classify/{model}", "image/jpeg", image.Length, more), image);
}

/// <summary>What became of one request; the times are in seconds from the start of the load.</summary>
/// <param name="Request">The index of the request.</param>
/// <param name="Scheduled">When it should have been sent.</param>
/// <param name="Sent">When it was sent.</param>
/// <param name="Ended">When its answer was complete, or the connection ended.</param>
/// <param name="Status">The status; 0 without an answer.</param>
/// <param name="RetryAfter">Whether the answer says when to try again.</param>
/// <param name="End">How the exchange ended.</param>
/// <param name="Reused">Whether the connection had served a request before.</param>
internal readonly record struct LoadOutcome(
    int Request, double Scheduled, double Sent, double Ended, int Status, bool RetryAfter, ReplyEnd End, bool Reused)
{
    /// <summary>In ms, from the scheduled time on.</summary>
    public double Latency => 1000 * (Ended - Scheduled);
}

/// <summary>The outcome of a load.</summary>
/// <param name="Outcomes">All requests, in the order in which they ended.</param>
/// <param name="Seconds">From the start to the last answer.</param>
/// <param name="ClientCpuSeconds">The processor time that this process used meanwhile.</param>
/// <param name="Connections">The number of connections that were opened.</param>
internal sealed record LoadResult(IReadOnlyList<LoadOutcome> Outcomes, double Seconds, double ClientCpuSeconds, int Connections)
{
    public IEnumerable<LoadOutcome> Accepted => Outcomes.Where(outcome => outcome.Status == 200);

    public double Rate => Accepted.Count() / Seconds;

    /// <summary>The client's part of the processor time of the machine, in percent.</summary>
    public double ClientShare => 100 * ClientCpuSeconds / Seconds / Machine.Cores;

    /// <summary>How many requests ended with each status, for example <c>200: 17, 503: 4, Cut: 1</c>.</summary>
    public string ByStatus => string.Join(", ", Outcomes
        .GroupBy(outcome => outcome.End == ReplyEnd.Complete ? Report.Text($"{outcome.Status}") : outcome.End.ToString())
        .OrderBy(group => group.Key, StringComparer.Ordinal)
        .Select(group => Report.Text($"{group.Key}: {group.Count()}")));
}

/// <summary>Sends requests over connections that are kept open.</summary>
/// <param name="server">The server.</param>
/// <param name="requests">The requests, sent in turn.</param>
internal sealed class LoadClient(IPEndPoint server, IReadOnlyList<LoadRequest> requests)
{
    private const int MaxConnections = 4000;
    private readonly Lock _lock = new();
    private List<LoadOutcome> _outcomes = [];
    private long _started;
    private int _next;
    private int _opened;

    /// <summary>Called with the index of the request and the answer, before the next request of the connection.</summary>
    public Action<int, HttpReply>? OnReply { get; init; }

    /// <summary>The number of requests that have ended.</summary>
    public int Ended
    {
        get
        {
            lock (_lock)
            {
                return _outcomes.Count;
            }
        }
    }

    /// <summary>The seconds since the start of the load.</summary>
    public double Elapsed => Stopwatch.GetElapsedTime(_started).TotalSeconds;

    /// <summary>Sends a number of requests, each when the one before it on its connection has been answered.</summary>
    public Task<LoadResult> SendAsync(int count, int connections)
    {
        var left = count;
        return ClosedLoopAsync(connections, () => Interlocked.Decrement(ref left) >= 0);
    }

    /// <summary>Sends requests for some time, each when the one before it on its connection has been answered.</summary>
    public Task<LoadResult> SendAsync(TimeSpan duration, int connections) => ClosedLoopAsync(connections, () => Elapsed < duration.TotalSeconds);

    /// <summary>Sends requests until the token is canceled; those under way are finished.</summary>
    public Task<LoadResult> SendAsync(CancellationToken token, int connections) => ClosedLoopAsync(connections, () => !token.IsCancellationRequested);

    /// <summary>
    /// Sends requests at fixed times, whether or not earlier ones have been answered. Each takes a connection that is free, or opens one.
    /// </summary>
    public async Task<LoadResult> SendAtRateAsync(double perSecond, TimeSpan duration)
    {
        var cpu = Start();
        var free = new ConcurrentStack<HttpConnection>();
        var running = new List<Task>();
        var count = (int)(perSecond * duration.TotalSeconds);
        // A thread of its own: timers of the thread pool are late when it is busy.
        await Task.Factory.StartNew(
            () =>
            {
                for (var i = 0; i < count; i++)
                {
                    var due = i / perSecond;
                    for (double wait; (wait = due - Elapsed) > 0;)
                    {
                        // To the millisecond; the rest is a wait of its own.
                        Thread.Sleep(Math.Max(1, (int)(wait * 1000)));
                    }

                    running.Add(SendFreeAsync(free, due));
                    if (running.Count >= 1000)
                    {
                        running.RemoveAll(task => task.IsCompletedSuccessfully);
                    }
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        await Task.WhenAll(running);
        var result = End(cpu);
        foreach (var connection in free)
        {
            connection.Dispose();
        }

        return result;
    }

    private async Task<LoadResult> ClosedLoopAsync(int connections, Func<bool> goOn)
    {
        var cpu = Start();
        await Task.WhenAll(Enumerable.Range(0, connections).Select(_ => Task.Run(() => ConnectionAsync(goOn))));
        return End(cpu);
    }

    private async Task ConnectionAsync(Func<bool> goOn)
    {
        HttpConnection? connection = null;
        while (goOn())
        {
            var scheduled = Elapsed;
            connection = await SendOneAsync(connection, scheduled);
            if (connection is null)
            {
                await Task.Delay(5);
            }
        }

        connection?.Dispose();
    }

    private async Task SendFreeAsync(ConcurrentStack<HttpConnection> free, double due)
    {
        free.TryPop(out var connection);
        if (await SendOneAsync(connection, due) is { } again)
        {
            free.Push(again);
        }
    }

    /// <returns>The connection, if it can serve another request.</returns>
    private async Task<HttpConnection?> SendOneAsync(HttpConnection? connection, double scheduled)
    {
        var index = (Interlocked.Increment(ref _next) - 1) % requests.Count;
        if (connection is null)
        {
            if (Interlocked.Increment(ref _opened) > MaxConnections)
            {
                throw new TestException($"more than {MaxConnections} connections were opened");
            }

            connection = await HttpConnection.TryConnectAsync(server);
        }

        var sent = Elapsed;
        if (connection is null)
        {
            Add(new LoadOutcome(index, scheduled, sent, Elapsed, 0, RetryAfter: false, ReplyEnd.Refused, Reused: false));
            return null;
        }

        var reused = connection.WasUsed;
        var reply = await connection.SendAsync(requests[index].Head, requests[index].Body);
        var ended = Stopwatch.GetElapsedTime(_started, connection.AnsweredAt).TotalSeconds;
        var retryAfter = reply.Status == 503 && reply.Header("Retry-After") is not null;
        Add(new LoadOutcome(index, scheduled, sent, ended, reply.Status, retryAfter, reply.End, reused));
        OnReply?.Invoke(index, reply);
        if (connection.IsReusable)
        {
            return connection;
        }

        connection.Dispose();
        return null;
    }

    private double Start()
    {
        _outcomes = [];
        _opened = 0;
        _started = Stopwatch.GetTimestamp();
        return Environment.CpuUsage.TotalTime.TotalSeconds;
    }

    private LoadResult End(double cpu) => new(
        _outcomes, Elapsed, Environment.CpuUsage.TotalTime.TotalSeconds - cpu, Math.Min(_opened, MaxConnections));

    private void Add(LoadOutcome outcome)
    {
        lock (_lock)
        {
            _outcomes.Add(outcome);
        }
    }
}
