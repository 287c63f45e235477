using System.Buffers;
using System.IO.Pipelines;

namespace MlNetCnn.AspNetCore.Requests;

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
