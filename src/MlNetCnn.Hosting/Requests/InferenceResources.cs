using MlNetCnn.Hosting.Monitoring;

namespace MlNetCnn.Hosting.Requests;

/// <summary>What the requests to all classifiers share.</summary>
/// <param name="options">The common options.</param>
/// <param name="threads">The number of images processed at the same time.</param>
/// <param name="meters">The measurements.</param>
/// <param name="saver">Keeps the images that a model is unsure of, or null.</param>
/// <param name="time">The clock.</param>
internal sealed class InferenceResources(InferenceOptions options, int threads, InferenceMeters meters, RequestSaver? saver, TimeProvider time)
{
    private volatile bool _isClosed;

    public InferenceOptions Options => options;

    public int Threads => threads;

    public InferenceMeters Meters => meters;

    public RequestSaver? Saver => saver;

    public TimeProvider Time => time;

    /// <summary>The bytes of images in memory.</summary>
    public ByteBudget Bytes { get; } = new(options.MaxQueuedBytes);

    /// <summary>Whether requests are no longer accepted.</summary>
    public bool IsClosed => _isClosed;

    /// <summary>Rejects further requests.</summary>
    public void Close() => _isClosed = true;
}

/// <summary>Counts the bytes of images in memory, over all classifiers.</summary>
/// <param name="limit">The maximum.</param>
internal sealed class ByteBudget(long limit)
{
    private long _used;

    /// <summary>Takes bytes, unless they would exceed the limit.</summary>
    public bool TryTake(long count)
    {
        if (Interlocked.Add(ref _used, count) <= limit)
        {
            return true;
        }

        Interlocked.Add(ref _used, -count);
        return false;
    }

    /// <summary>Gives bytes back.</summary>
    public void Release(long count) => Interlocked.Add(ref _used, -count);
}
