using System.Buffers;

namespace MlNetCnn.Hosting;

/// <summary>The bytes of an image file that a request receives, in pooled memory. They are counted in the request as they arrive.</summary>
/// <param name="request">The request that holds the bytes.</param>
/// <param name="limit">The maximum number of bytes.</param>
/// <remarks>Not thread-safe. Dispose it after the last use of <see cref="Bytes"/>: the memory is used again by others.</remarks>
public sealed class ImageBuffer(InferenceRequest request, long limit) : IDisposable
{
    // What is declared is not what arrives: more than this is rented as it does.
    private const int MaxFirstBytes = 1 << 20;
    private const int FirstBytes = 64 << 10;

    private readonly long _limit = Math.Min(limit, Array.MaxLength - 1);
    private byte[] _buffer = [];
    private int _count;

    /// <summary>The bytes that were read; one more than the limit if there were more.</summary>
    public Memory<byte> Bytes => _buffer.AsMemory(0, _count);

    /// <summary>Reads a stream to its end, at most to one byte above the limit. It is not disposed.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="length">The declared length, or null.</param>
    /// <returns>Whether the bytes are within the limit.</returns>
    /// <exception cref="InferenceRejectedException">As many bytes as allowed are in memory, or the timeout of the request has passed.</exception>
    /// <exception cref="OperationCanceledException">The request was canceled.</exception>
    public async Task<bool> ReadAsync(Stream stream, long? length = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (_buffer.Length == 0)
        {
            // One byte more than declared, so that the end is found without growing.
            Grow(Math.Min((length ?? (FirstBytes - 1)) + 1, MaxFirstBytes));
        }

        try
        {
            while (_count <= _limit)
            {
                if (_count == _buffer.Length)
                {
                    // The declared length is believed once a quarter has arrived; doubling would take three times as much.
                    var next = length <= 4L * _count ? length.Value + 1 : 2L * _count;
                    Grow(Math.Max(next, Math.Max(_count + 1L, FirstBytes)));
                }

                var free = _buffer.AsMemory(_count, (int)Math.Min(_buffer.Length - _count, _limit + 1 - _count));
                var read = await stream.ReadAsync(free, request.CancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return true;
                }

                request.AddBytes(read);
                _count += read;
            }

            return false;
        }
        catch (OperationCanceledException exception)
        {
            throw request.Ended(exception);
        }
    }

    /// <summary>Adds bytes that arrived otherwise.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>Whether they are within the limit; if not, none were added.</returns>
    /// <exception cref="InferenceRejectedException">As many bytes as allowed are in memory; none were added.</exception>
    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        var count = _count + (long)bytes.Length;
        if (count > _limit)
        {
            return false;
        }

        request.AddBytes(bytes.Length);
        if (count > _buffer.Length)
        {
            Grow(Math.Max(2 * count, 4096));
        }

        bytes.CopyTo(_buffer.AsSpan(_count));
        _count = (int)count;
        return true;
    }

    /// <summary>Returns the memory.</summary>
    public void Dispose()
    {
        var buffer = _buffer;
        (_buffer, _count) = ([], 0);
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Grow(long length)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(length, _limit + 1));
        _buffer.AsSpan(0, _count).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}
