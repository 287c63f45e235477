using System.Buffers.Binary;

namespace MlNetCnn.Testing;

/// <summary>Writes the bytes of a file, with numbers in either byte order.</summary>
internal sealed class ByteWriter
{
    private readonly List<byte> _bytes = [];

    public int Length => _bytes.Count;

    public ByteWriter Add(params ReadOnlySpan<byte> bytes)
    {
        _bytes.AddRange(bytes);
        return this;
    }

    public ByteWriter Big16(int value) => Add((byte)(value >> 8), (byte)value);

    public ByteWriter Big32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Add(bytes);
    }

    public ByteWriter Little16(int value) => Add((byte)value, (byte)(value >> 8));

    public ByteWriter Little24(int value) => Little16(value).Add((byte)(value >> 16));

    public ByteWriter Little32(uint value)
    {
        Span<byte> bytes = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return Add(bytes);
    }

    public byte[] ToArray() => [.. _bytes];
}
