namespace MlNetCnn.Inference;

/// <summary>
/// Caches prepared images in memory, 4 bytes a pixel, as many as the budget allows. Which images are cached depends on timing, but the
/// pixels rendered from them do not. Safe for concurrent use by several threads.
/// </summary>
/// <param name="count">The number of images.</param>
/// <param name="budget">The maximum number of bytes to cache.</param>
internal sealed class ImageCache(int count, long budget)
{
    private readonly Entry?[] _images = new Entry?[count];
    private readonly ImageError?[] _errors = new ImageError?[count];
    private long _bytes;

    /// <summary>The number of cached bytes.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Returns the error of an image that was read before, or null.</summary>
    public ImageError? Error(int index) => Volatile.Read(ref _errors[index]);

    /// <summary>Returns a cached image, or null.</summary>
    public PreparedImage? Find(int index) => Volatile.Read(ref _images[index])?.Image;

    /// <summary>Caches a copy of an image if there is room, or its error.</summary>
    public void Keep(int index, PreparedImage image, ImageError? error)
    {
        if (error is not null)
        {
            Volatile.Write(ref _errors[index], error);
            return;
        }

        var length = image.Info.BytesSize;
        if (Interlocked.Add(ref _bytes, length) > budget || Interlocked.CompareExchange(ref _images[index], Entry.Copy(image), null) is not null)
        {
            Interlocked.Add(ref _bytes, -length);
        }
    }

    /// <summary>An image in an array that never moves.</summary>
    private sealed record Entry(byte[] Bytes, PreparedImage Image)
    {
        public static unsafe Entry Copy(PreparedImage image)
        {
            var bytes = GC.AllocateUninitializedArray<byte>(image.Info.BytesSize, pinned: true);
            image.Bytes.CopyTo(bytes);
            fixed (byte* first = bytes)
            {
                return new Entry(bytes, image with { Pointer = (nint)first });
            }
        }
    }
}
