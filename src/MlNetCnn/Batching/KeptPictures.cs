namespace MlNetCnn;

/// <summary>
/// Prepared pictures kept in memory, 4 bytes a pixel, as many as the budget holds. Which ones those are depends on chance, the pixels
/// drawn from them do not. Safe for use by several threads at once.
/// </summary>
/// <param name="count">Pictures there are.</param>
/// <param name="budget">The most bytes to keep.</param>
internal sealed class KeptPictures(int count, long budget)
{
    private readonly Kept?[] _pictures = new Kept?[count];
    private readonly ImageFault?[] _faults = new ImageFault?[count];
    private long _bytes;

    /// <summary>Bytes kept.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>The fault of a picture that was looked at before, or null.</summary>
    public ImageFault? Fault(int index) => Volatile.Read(ref _faults[index]);

    /// <summary>A kept picture, or null.</summary>
    public PreparedPicture? Find(int index) => Volatile.Read(ref _pictures[index])?.Picture;

    /// <summary>Keeps a copy of a picture where there is room, or its fault.</summary>
    public void Keep(int index, PreparedPicture picture, ImageFault? fault)
    {
        if (fault is not null)
        {
            Volatile.Write(ref _faults[index], fault);
            return;
        }

        var length = picture.Info.BytesSize;
        if (Interlocked.Add(ref _bytes, length) > budget || Interlocked.CompareExchange(ref _pictures[index], Kept.Copy(picture), null) is not null)
        {
            Interlocked.Add(ref _bytes, -length);
        }
    }

    /// <summary>A picture in an array that never moves.</summary>
    private sealed record Kept(byte[] Bytes, PreparedPicture Picture)
    {
        public static unsafe Kept Copy(PreparedPicture picture)
        {
            var bytes = GC.AllocateUninitializedArray<byte>(picture.Info.BytesSize, pinned: true);
            picture.Bytes.CopyTo(bytes);
            fixed (byte* first = bytes)
            {
                return new Kept(bytes, picture with { Pointer = (nint)first });
            }
        }
    }
}
