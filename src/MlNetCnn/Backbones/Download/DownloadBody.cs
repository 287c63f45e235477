using System.Buffers;
using System.Net;

namespace MlNetCnn.Backbones;

/// <summary>The content of a response, which is written to the partial file and never exceeds the size that the catalog states.</summary>
internal sealed class DownloadBody
{
    private const int BufferLength = 1 << 16;

    // A slower transfer counts as stalled; see BackboneStoreOptions.IdleTimeout.
    private const int MinBytes = 1 << 14;

    private const int PointerLength = 200;

    private readonly HttpResponseMessage _response;
    private readonly long _size;

    private DownloadBody(HttpResponseMessage response, long size)
    {
        _response = response;
        _size = size;
    }

    /// <summary>Checks the headers before a byte is read, and clears the partial file if the response does not continue it.</summary>
    /// <param name="response">A response with status 200, 206 or 416.</param>
    /// <param name="partial">The bytes received so far.</param>
    /// <param name="entry">The entry being downloaded.</param>
    /// <exception cref="TransientDownloadException">The response cannot be used, but the next one may be.</exception>
    /// <exception cref="MlNetCnnException">The URL has a different file.</exception>
    public static DownloadBody Check(HttpResponseMessage response, PartialFile partial, BackboneEntry entry)
    {
        var headers = response.Content.Headers;
        var host = response.RequestMessage?.RequestUri?.Host;
        if (headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml")
        {
            throw DownloadErrors.Create(
                ErrorCodes.DownloadWrongContent, $"{host} sends a web page instead of the file",
                expected: "an ONNX file", received: "HTML, as sent by a proxy or a network that requires a login");
        }

        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && headers.ContentRange is { } range
            && range.From == partial.Length && (range.Length ?? entry.Size) == entry.Size;
        if (response.StatusCode != HttpStatusCode.OK && !goesOn)
        {
            partial.Clear();
            throw new TransientDownloadException($"{host} does not have the requested range of the file");
        }

        if (goesOn)
        {
            return new DownloadBody(response, entry.Size);
        }

        if (headers.ContentLength is { } length && length != entry.Size)
        {
            throw DownloadErrors.Create(
                ErrorCodes.DownloadWrongSize, $"{host} has a file of another size", expected: $"{entry.Size} bytes",
                received: $"{length} bytes{(length < PointerLength ? ", the size of a Git LFS pointer whose file no longer exists" : "")}");
        }

        // The server may ignore ranges, or the file may have changed.
        partial.Clear();

        return new DownloadBody(response, entry.Size);
    }

    /// <summary>Appends the content as it arrives.</summary>
    /// <param name="partial">The file to append to.</param>
    /// <param name="stall">Cancels the transfer; restarted whenever enough bytes have arrived.</param>
    /// <param name="progress">Receives the number of bytes.</param>
    /// <exception cref="TransientDownloadException">The content ended early.</exception>
    /// <exception cref="MlNetCnnException">The content is longer than the file; the received bytes are discarded.</exception>
    public async Task CopyAsync(PartialFile partial, StallTimer stall, DownloadProgress progress)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferLength);
        try
        {
            await using var content = await _response.Content.ReadAsStreamAsync(stall.Token);
            var sinceRestart = 0;
            while (await ReadAsync(content, buffer, stall.Token) is var count && count > 0)
            {
                if (partial.Length + count > _size)
                {
                    partial.Clear();
                    throw DownloadErrors.Create(ErrorCodes.DownloadWrongSize, "more bytes arrived than the file has", expected: $"{_size} bytes");
                }

                partial.Append(buffer.AsSpan(0, count));
                progress.Report(partial.Length);
                sinceRestart += count;
                if (sinceRestart >= MinBytes)
                {
                    stall.Restart();
                    sinceRestart = 0;
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        if (partial.Length < _size)
        {
            throw new TransientDownloadException($"the content ended after {partial.Length} of {_size} bytes");
        }
    }

    private static async Task<int> ReadAsync(Stream content, byte[] buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await content.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException exception)
        {
            throw new TransientDownloadException($"the connection broke: {exception.Message.TrimEnd('.')}", innerException: exception);
        }
    }
}

/// <summary>Reports how much of a file has arrived, just often enough for a progress bar.</summary>
/// <param name="entry">The file.</param>
/// <param name="progress">Receives the progress; may be null.</param>
internal sealed class DownloadProgress(BackboneEntry entry, IProgress<TrainingProgress>? progress)
{
    private const int Kibibyte = 1024;
    private const long Step = 256 * Kibibyte;

    private long _told = -Step;

    /// <summary>Reports the number of bytes, if it differs enough from the last report or is the total.</summary>
    /// <param name="bytes">The number of bytes; fewer than before if a download restarts.</param>
    public void Report(long bytes)
    {
        if (bytes != _told && (Math.Abs(bytes - _told) >= Step || bytes == entry.Size))
        {
            _told = bytes;
            progress?.Report(new TrainingProgress(
                $"download {entry.Name}", (bytes + Kibibyte - 1) / Kibibyte, (entry.Size + Kibibyte - 1) / Kibibyte, "KiB"));
        }
    }
}
