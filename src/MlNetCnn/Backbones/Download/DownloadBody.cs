using System.Buffers;
using System.Net;

namespace MlNetCnn.Backbones;

/// <summary>The content of an answer, on its way into the partial file and never beyond the size that the catalogue states.</summary>
internal sealed class DownloadBody
{
    private const int BufferLength = 1 << 16;

    // A trickle below this is silence; see BackboneStoreOptions.IdleTimeout.
    private const int MinBytes = 1 << 14;

    private const int PointerLength = 200;

    private readonly HttpResponseMessage _response;
    private readonly long _size;

    private DownloadBody(HttpResponseMessage response, long size)
    {
        _response = response;
        _size = size;
    }

    /// <summary>Looks at the headers before a byte is read, and empties the partial file where the answer does not go on from it.</summary>
    /// <param name="response">An answer with status 200, 206 or 416.</param>
    /// <param name="partial">What has arrived.</param>
    /// <param name="entry">What is being fetched.</param>
    /// <exception cref="TransientDownloadException">The answer is of no use, but the next one may be.</exception>
    /// <exception cref="MlNetCnnException">The address has another file.</exception>
    public static DownloadBody Check(HttpResponseMessage response, PartialFile partial, BackboneEntry entry)
    {
        var headers = response.Content.Headers;
        var host = response.RequestMessage?.RequestUri?.Host;
        if (headers.ContentType?.MediaType is "text/html" or "application/xhtml+xml")
        {
            throw DownloadErrors.Create(
                ErrorCodes.DownloadWrongContent, $"{host} sends a web page in place of the file",
                expected: "an ONNX file", received: "HTML, as from a proxy or a network that wants a log-in first");
        }

        var goesOn = response.StatusCode == HttpStatusCode.PartialContent && headers.ContentRange is { } range
            && range.From == partial.Length && (range.Length ?? entry.Size) == entry.Size;
        if (response.StatusCode != HttpStatusCode.OK && !goesOn)
        {
            partial.Clear();
            throw new TransientDownloadException($"{host} has no such range of the file");
        }

        if (goesOn)
        {
            return new DownloadBody(response, entry.Size);
        }

        if (headers.ContentLength is { } length && length != entry.Size)
        {
            throw DownloadErrors.Create(
                ErrorCodes.DownloadWrongSize, $"{host} has a file of another size", expected: $"{entry.Size} bytes",
                received: $"{length} bytes{(length < PointerLength ? ", as of a Git LFS pointer whose file is no longer there" : "")}");
        }

        // The server may ignore ranges, or the file may have changed.
        partial.Clear();

        return new DownloadBody(response, entry.Size);
    }

    /// <summary>Appends the content as it comes.</summary>
    /// <param name="partial">Where to.</param>
    /// <param name="stall">Stops it; told when enough has come.</param>
    /// <param name="progress">Told how much there is.</param>
    /// <exception cref="TransientDownloadException">The content ended early.</exception>
    /// <exception cref="MlNetCnnException">There is more of it than there may be; what arrived is thrown away.</exception>
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
                    throw DownloadErrors.Create(ErrorCodes.DownloadWrongSize, "more arrived than the file has", expected: $"{_size} bytes");
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

/// <summary>Tells how much of a file has arrived, often enough for a bar and no oftener.</summary>
/// <param name="entry">The file.</param>
/// <param name="progress">Whom to tell; null for nobody.</param>
internal sealed class DownloadProgress(BackboneEntry entry, IProgress<TrainingProgress>? progress)
{
    private const int Kibibyte = 1024;
    private const long Step = 256 * Kibibyte;

    private long _told = -Step;

    /// <summary>Tells it, where it differs enough from what was told last or is the end.</summary>
    /// <param name="bytes">How many bytes there are; fewer than before where a download starts anew.</param>
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
