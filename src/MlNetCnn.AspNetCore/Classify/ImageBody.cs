using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using MlNetCnn.Hosting;

namespace MlNetCnn.AspNetCore;

/// <summary>A request body, or a part of one, in pooled memory.</summary>
/// <param name="request">The request that holds the bytes.</param>
/// <param name="limit">The maximum number of bytes.</param>
/// <remarks>Dispose it after the last use of <see cref="Bytes"/>: the memory is used again by others.</remarks>
internal sealed class ImageBody(InferenceRequest request, long limit) : IDisposable
{
    // What a client declares is not what it sends: more than this is rented as it arrives.
    private const int MaxFirstBytes = 1 << 20;
    private const int FirstBytes = 64 << 10;
    private const int ChunkOverhead = 64 << 10;

    private readonly long _limit = Math.Min(limit, Array.MaxLength - 1);
    private byte[] _buffer = [];
    private int _count;

    /// <summary>The bytes that were read.</summary>
    public Memory<byte> Bytes => _buffer.AsMemory(0, _count);

    /// <summary>Rejects a body by its declared length, before any of it is read, and limits what the server accepts of a body without one.</summary>
    /// <param name="http">The request.</param>
    /// <param name="limit">The maximum number of bytes of the whole body, or null for no limit.</param>
    /// <exception cref="BadHttpRequestException">413: the declared length is above the limit.</exception>
    /// <remarks>A limit that the application put on the endpoint (<see cref="IRequestSizeLimitMetadata"/>) stays.</remarks>
    public static void Limit(HttpRequest http, long? limit)
    {
        if (http.ContentLength > limit)
        {
            throw TooLarge();
        }

        // Reading has not begun, unless middleware read the body; then it was limited there.
        if (http.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size
            && http.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>() is null)
        {
            // Kestrel counts the lengths of chunks as parts of the body; the bytes of the image are counted as they are read.
            size.MaxRequestBodySize = http.ContentLength is null ? (2 * limit) + ChunkOverhead : limit;
        }
    }

    /// <summary>Reads the body of a request to its end.</summary>
    /// <param name="http">The request.</param>
    /// <exception cref="BadHttpRequestException">The body is larger than the limit (413), arrives too slowly (408) or is incomplete (400).</exception>
    /// <exception cref="InferenceRejectedException">As many bytes as allowed are in memory, or the timeout has passed.</exception>
    /// <exception cref="OperationCanceledException">The client left.</exception>
    /// <exception cref="IOException">The client left.</exception>
    public Task ReadAsync(HttpRequest http)
    {
        if (http.ContentLength > _limit)
        {
            throw TooLarge();
        }

        return ReadAsync(new RequestBodyStream(http.BodyReader), http.ContentLength);
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream, for example a part of a multipart body.</param>
    /// <param name="length">The declared length, or null.</param>
    /// <inheritdoc cref="ReadAsync(HttpRequest)"/>
    public async Task ReadAsync(Stream stream, long? length = null)
    {
        if (_buffer.Length == 0)
        {
            // One byte more than declared, so that the end is found without growing.
            Grow((int)Math.Min((length ?? (FirstBytes - 1)) + 1, MaxFirstBytes));
        }

        try
        {
            while (true)
            {
                if (_count == _buffer.Length)
                {
                    Grow((int)Math.Min(Math.Max(2L * _count, FirstBytes), _limit + 1));
                }

                var read = await stream.ReadAsync(_buffer.AsMemory(_count), request.CancellationToken).ConfigureAwait(false);
                if (read == 0)
                {
                    return;
                }

                if (_count + (long)read > _limit)
                {
                    throw TooLarge();
                }

                request.AddBytes(read);
                _count += read;
            }
        }
        catch (OperationCanceledException exception)
        {
            throw request.Ended(exception);
        }
    }

    /// <summary>Adds bytes that arrived otherwise.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <exception cref="BadHttpRequestException">413: there are more than the limit.</exception>
    /// <exception cref="InferenceRejectedException">As many bytes as allowed are in memory; none were added.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_count + (long)bytes.Length > _limit)
        {
            throw TooLarge();
        }

        request.AddBytes(bytes.Length);
        if (_count + bytes.Length > _buffer.Length)
        {
            Grow((int)Math.Min(Math.Max(2L * (_count + bytes.Length), 4096), _limit + 1));
        }

        bytes.CopyTo(_buffer.AsSpan(_count));
        _count += bytes.Length;
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

    private static BadHttpRequestException TooLarge() => new("The request body is too large.", StatusCodes.Status413PayloadTooLarge);

    private void Grow(int length)
    {
        var larger = ArrayPool<byte>.Shared.Rent(length);
        _buffer.AsSpan(0, _count).CopyTo(larger);
        if (_buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
        }

        _buffer = larger;
    }
}

/// <summary>
/// Reads a request body. Unlike the stream of the request, a read that is canceled leaves the reader as it was, so that Kestrel can discard the rest of
/// the body; otherwise it would log an error for each request that timed out.
/// </summary>
internal sealed class RequestBodyStream(PipeReader reader) : Stream
{
    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Waits for more of a body.</summary>
    /// <exception cref="OperationCanceledException">The token was canceled; nothing was consumed.</exception>
    public static async ValueTask<ReadResult> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.UnsafeRegister(static pending => ((PipeReader)pending!).CancelPendingRead(), reader);
        while (true)
        {
            var result = await reader.ReadAsync(CancellationToken.None).ConfigureAwait(false);
            if (!result.IsCanceled)
            {
                return result;
            }

            // Canceled for the sake of a former read, if this token is not.
            reader.AdvanceTo(result.Buffer.Start);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (true)
        {
            var result = await ReadAsync(reader, cancellationToken).ConfigureAwait(false);
            var count = (int)Math.Min(buffer.Length, result.Buffer.Length);
            var part = result.Buffer.Slice(0, count);
            part.CopyTo(buffer.Span);
            reader.AdvanceTo(part.End);
            if (count > 0 || result.IsCompleted)
            {
                return count;
            }
        }
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Flush()
    {
    }
}
