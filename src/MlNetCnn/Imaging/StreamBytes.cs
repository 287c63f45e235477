using System.Buffers;

namespace MlNetCnn.Imaging;

/// <summary>The bytes of an image that come from a stream, in pooled memory.</summary>
/// <param name="maxBytes">The maximum number of bytes; at most one more is read.</param>
internal sealed class StreamBytes(long maxBytes) : IDisposable
{
    // The length that a stream reports is only a hint, so a wrong one does not cost much memory.
    private const int MinStart = 4096;
    private const int MaxStart = 1 << 20;

    private readonly int _maxBytes = (int)Math.Min(maxBytes, Array.MaxLength - 1);
    private byte[] _bytes = [];
    private int _length;

    /// <summary>The image, valid until this is disposed.</summary>
    public ImageSource Image => new("", _bytes.AsMemory(0, _length));

    /// <summary>Reads a stream to its end.</summary>
    /// <returns>Null, or why the image was rejected.</returns>
    public ImageError? Read(Stream stream)
    {
        Start(stream);
        while (_length <= _maxBytes)
        {
            if (!TryReserve(out var free))
            {
                return NoMemory();
            }

            var read = stream.Read(free.Span);
            if (read == 0)
            {
                return null;
            }

            _length += read;
        }

        return TooLarge();
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <returns>Null, or why the image was rejected.</returns>
    public async Task<ImageError?> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        Start(stream);
        while (_length <= _maxBytes)
        {
            if (!TryReserve(out var free))
            {
                return NoMemory();
            }

            var read = await stream.ReadAsync(free, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return null;
            }

            _length += read;
        }

        return TooLarge();
    }

    /// <inheritdoc/>
    public void Dispose() => Replace([]);

    private static ImageError NoMemory() => new("", ErrorCodes.ImageTooLarge, "there is not enough memory to read it");

    private ImageError TooLarge() => new("", ErrorCodes.ImageTooLarge, $"the stream has more than {_maxBytes} bytes, the maximum");

    private void Start(Stream stream) =>
        Replace(ArrayPool<byte>.Shared.Rent((int)Math.Clamp(stream.CanSeek ? stream.Length - stream.Position + 1 : 0, MinStart, MaxStart)));

    /// <summary>Reserves memory for the next bytes, at most one byte above the maximum.</summary>
    private bool TryReserve(out Memory<byte> free)
    {
        free = default;
        if (_length == _bytes.Length)
        {
            byte[] larger;
            try
            {
                larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * _length, _maxBytes + 1L));
            }
            catch (OutOfMemoryException)
            {
                return false;
            }

            _bytes.AsSpan(0, _length).CopyTo(larger);
            Replace(larger);
        }

        free = _bytes.AsMemory(_length, (int)Math.Min(_bytes.Length - (long)_length, _maxBytes + 1L - _length));
        return true;
    }

    private void Replace(byte[] bytes)
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
        }

        _bytes = bytes;
    }
}
