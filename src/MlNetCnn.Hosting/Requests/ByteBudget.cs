namespace MlNetCnn.Hosting.Requests;

/// <summary>Counts the bytes of images in memory, over all classifiers.</summary>
/// <param name="limit">The maximum.</param>
internal sealed class ByteBudget(long limit)
{
    private long _used;

    /// <summary>The number of bytes in use.</summary>
    public long Used => Volatile.Read(ref _used);

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
