using System.Runtime.InteropServices;

namespace MlNetCnn.Imaging;

/// <summary>
/// Unmanaged memory that grows and is used again from picture to picture, so that scoring makes no garbage. Memory of an
/// unusually large picture is given back by <see cref="Trim"/>.
/// </summary>
internal sealed unsafe class NativeBuffer : IDisposable
{
    private byte* _pointer;

    /// <summary>Frees the memory if it was never disposed.</summary>
    ~NativeBuffer() => Free();

    /// <summary>Bytes there are.</summary>
    public long Capacity { get; private set; }

    /// <summary>The first byte.</summary>
    public nint Pointer => (nint)_pointer;

    /// <summary>Makes room for at least <paramref name="length"/> bytes; the old content is lost.</summary>
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

    /// <summary>The first <paramref name="length"/> bytes.</summary>
    public Span<byte> Span(int length) => new(_pointer, length);

    /// <summary>Gives the memory back when it is larger than <paramref name="max"/> bytes.</summary>
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
