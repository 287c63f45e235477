using System.Runtime.InteropServices;

namespace MlNetCnn.Imaging;

/// <summary>
/// Unmanaged memory that grows and is reused from image to image, so that scoring does not allocate garbage. <see cref="Trim"/>
/// releases the memory of an unusually large image.
/// </summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private byte* _pointer;

    /// <summary>Frees the memory if it was never disposed.</summary>
    ~NativeBuffer() => Free();

    /// <summary>The number of bytes.</summary>
    public long Capacity { get; private set; }

    /// <summary>The first byte.</summary>
    public nint Pointer => (nint)_pointer;

    /// <summary>Ensures a capacity of at least <paramref name="length"/> bytes; the old content is lost.</summary>
    public void Reserve(long length)
    {
        if (length <= Capacity)
        {
            return;
        }

        Free();
        _pointer = (byte*)NativeMemory.Alloc((nuint)length);
        Capacity = length;
    }

    /// <summary>Returns the first <paramref name="length"/> bytes.</summary>
    public Span<byte> Span(int length) => new(_pointer, length);

    /// <summary>Releases the memory if it is larger than <paramref name="max"/> bytes.</summary>
    public void Trim(long max)
    {
        if (Capacity > max)
        {
            Free();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.Free(_pointer);
        _pointer = null;
        Capacity = 0;
    }
}
