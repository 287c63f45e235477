namespace MlNetCnn.Inference;

/// <summary>
/// Prepared pictures kept in memory, 4 bytes a pixel, as many as the budget holds. Which ones those are depends on chance, the pixels
/// drawn from them do not. Safe for use by several threads at once.
/// </summary>
/// <param name="count">Pictures there are.</param>
/// <param name="budget">The most bytes to keep.</param>
internal sealed class ImageCache(int count, long budget)
{
    private readonly Entry?[] _images = new Entry?[count];
    private readonly ImageError?[] _errors = new ImageError?[count];
    private long _bytes;

    /// <summary>Bytes kept.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The fault of a picture that was looked at before, or null.</summary>
    public ImageError? Error(int index) => Volatile.Read(ref _errors[index]);

    /// <summary>A kept picture, or null.</summary>
    public PreparedImage? Find(int index) => Volatile.Read(ref _images[index])?.Image;

    /// <summary>Keeps a copy of a picture where there is room, or its fault.</summary>
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

    /// <summary>A picture in an array that never moves.</summary>
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
